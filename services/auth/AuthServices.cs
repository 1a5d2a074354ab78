using ContentMultiplier.Auth.Accounts;
using ContentMultiplier.Auth.ApiKeys;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Connections;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Mail;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Auth.Repetition;
using ContentMultiplier.Auth.Tokens;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Auth.Workspaces;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.ServiceDefaults.Idempotency;

namespace ContentMultiplier.Auth;

internal static class AuthServices
{
    /// <summary>Less than a claimed refresh lives, so that two processes never ask with one refresh token.</summary>
    private static readonly TimeSpan OAuthLimit = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAudit();
        services.AddSingleton<ApiKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
        services.AddUsers(configuration);
        services.AddMail();
        services.AddWorkspaces();

        services.AddOptions<ServiceIdentityOptions>().BindConfiguration("ServiceIdentity")
            .Validate(options => KeyText.IsValid(options.Root), "`ServiceIdentity:Root` must be base64 of 32 random bytes.")
            .ValidateOnStart();
        services.AddSingleton<WorkerIdentities>();
        services.AddIdempotencyKeys();
        services.AddSingleton<RepeatableRequests>();

        services.AddVault();

        services.AddSingleton<PlatformCatalog>();
        services.AddSingleton<OAuthApplications>();
        services.AddHttpClient<OAuth2Client>(client => client.Timeout = OAuthLimit)
            .ConfigurePrimaryHttpMessageHandler(EgressGuard.Handler)
            .RemoveAllLoggers();
        services.AddSingleton<ConnectionAudit>();
        services.AddScoped<CompleteConnection>();

        services.AddSingleton<CredentialTokens>();
        services.AddSingleton<CredentialRefresh>();
        services.AddScoped<CredentialLeases>();
        services.AddOptions<RefreshOptions>().BindConfiguration("Refresh")
            .Validate(refresh => refresh.SweepInterval > TimeSpan.Zero, "`Refresh:SweepInterval` must be longer than nothing.")
            .ValidateOnStart();
        services.AddHostedService<RefreshSweep>();
        services.AddScoped<AccountDiscovery>();
        services.AddScoped<AccountConnection>();
        services.AddScoped<AccountStore>();
        services.AddScoped<ChooseAccounts>();
        services.AddScoped<AccountTokens>();
        services.AddScoped<RotateCredential>();
        services.AddSingleton<FieldDefaults>();
        services.AddSingleton<RevocationPump>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationPump>());
        services.AddHostedService<ExpirySweep>();
        return services;
    }
}
