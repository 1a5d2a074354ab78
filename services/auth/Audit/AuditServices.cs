using ContentMultiplier.ServiceDefaults.Audit;

namespace ContentMultiplier.Auth.Audit;

internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section)
            .Validate(
                options => options.IsUsable,
                "`Audit:AnchorFile` and `Audit:AnchorKey` (base64 of 32 random bytes) belong together, and `Audit:AnchorInterval` is above zero.")
            .ValidateOnStart();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<DenialEntries>();
        services.AddSingleton<IDenialSink>(provider => provider.GetRequiredService<DenialEntries>());
        services.AddHostedService<Anchoring>();
        return services;
    }
}
