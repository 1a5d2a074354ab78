namespace ContentMultiplier.Auth.Vault;

internal sealed class VaultOptions
{
    /// <summary>
    /// Path of the key set: <c>{"primary":"k1","keys":{"k1":{"b64":"…","status":"enabled"}}}</c>, readable by the owner only.
    /// Empty: the key comes from <see cref="EnvironmentKey.Variable"/>.
    /// </summary>
    public string KeySetFile { get; set; } = "";
}
