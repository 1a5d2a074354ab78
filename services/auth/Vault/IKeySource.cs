namespace ContentMultiplier.Auth.Vault;

/// <summary>Where the vault's keys come from.</summary>
internal interface IKeySource
{
    VaultKeySet Current { get; }

    /// <summary>Looks for other keys, from one caller at a time; ones that must not be used change nothing.</summary>
    /// <returns>True when there are.</returns>
    bool Reload();
}
