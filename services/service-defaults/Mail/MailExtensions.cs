using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Mail;

public static class MailExtensions
{
    /// <summary>For a service that sends mail by the server of section <c>Mail</c>.</summary>
    public static IServiceCollection AddSmtp(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<SmtpSender>();
    }
}
