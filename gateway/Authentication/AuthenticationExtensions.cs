using Microsoft.AspNetCore.Authentication;

namespace ContentMultiplier.Gateway.Authentication;

internal static class AuthenticationExtensions
{
    public static void AddCredentialAuthentication(this IServiceCollection services)
    {
        services.AddOptions<SessionCacheOptions>().BindConfiguration(SessionCacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TokenExchange>();
        services.AddSingleton<SessionCache>();

        // In place of the tickets by which services know each other: nobody outside has one to show.
        services.AddAuthentication(options => options.DefaultScheme = CredentialAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CredentialAuthentication>(CredentialAuthentication.Scheme, null);
    }
}
