using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Vault;

internal static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services)
    {
        services.AddOptions<VaultOptions>().BindConfiguration("Vault");
        services.AddSingleton(OpenKeys);
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<KeyReports>();
        services.AddSingleton<KeyRewrap>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRewrap>());
        services.AddHostedService<KeyWatch>();
        return services;
    }

    /// <exception cref="VaultKeySetException">There is no key, or one that protects nothing: the service does not start.</exception>
    private static IKeySource OpenKeys(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<VaultOptions>>().Value;
        var hasFile = !string.IsNullOrWhiteSpace(options.KeySetFile);
        if (!string.IsNullOrWhiteSpace(options.KeySetUrl))
        {
            return hasFile
                ? throw new VaultKeySetException("Set Vault:KeySetFile or Vault:KeySetUrl, not both: which of them has the key is no guess.")
                : ActivatorUtilities.CreateInstance<VaultKeySetService>(services);
        }

        if (hasFile)
        {
            return new VaultKeySetFile(options.KeySetFile, services.GetRequiredService<ILogger<VaultKeySetFile>>());
        }

        return services.GetRequiredService<IConfiguration>()[EnvironmentKey.Variable] is { } text && !string.IsNullOrWhiteSpace(text)
            ? new EnvironmentKey(text, services.GetRequiredService<ILogger<EnvironmentKey>>())
            : throw new VaultKeySetException($"The vault has no key: set Vault:KeySetFile, Vault:KeySetUrl or {EnvironmentKey.Variable}.");
    }
}
