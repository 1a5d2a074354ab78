namespace ContentMultiplier.Auth.Mail;

internal static class MailServices
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<MailTokens>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailPump>();
        services.AddHostedService(provider => provider.GetRequiredService<MailPump>());
        return services;
    }
}
