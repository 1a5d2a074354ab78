using ContentMultiplier.ServiceDefaults.Mail;

namespace ContentMultiplier.Auth.Mail;

internal static class MailServices
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSmtp();
        services.AddSingleton<MailTokens>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailPump>();
        services.AddHostedService(provider => provider.GetRequiredService<MailPump>());
        return services;
    }
}
