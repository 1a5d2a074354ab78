using ContentMultiplier.Auth.Sessions;

namespace ContentMultiplier.Auth.Users;

internal static class UserServices
{
    public static IServiceCollection AddUsers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(RegistrationOptions.From(configuration));
        services.AddOptions<PasswordOptions>().BindConfiguration("Passwords").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BreachedPasswords>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<Passwords>();
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<AccessTickets>();
        services.AddScoped<SessionTokens>();
        services.AddScoped<UserAudit>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Reauthentication>();
        services.AddScoped<ProvenFactor>();
        return services;
    }
}
