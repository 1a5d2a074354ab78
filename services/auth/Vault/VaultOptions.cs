namespace ContentMultiplier.Auth.Vault;

internal sealed class VaultOptions
{
    /// <summary>
    /// Path of the key set: <c>{"primary":"k1","keys":{"k1":{"b64":"…","status":"enabled"}}}</c>, readable by the owner only.
    /// Empty: the key set is at <see cref="KeySetUrl"/>, or the key comes from <see cref="EnvironmentKey.Variable"/>.
    /// </summary>
    public string KeySetFile { get; set; } = "";

    /// <summary>Where a key management service or secret store hands the key set out; https outside Development.</summary>
    public string KeySetUrl { get; set; } = "";

    /// <summary>Path of the file with the bearer token for it, readable by the owner only; read again for every request.</summary>
    public string KeySetTokenFile { get; set; } = "";

    /// <summary>Where in the answer the key set is, such as <c>data.data</c>; empty when the answer is the key set.</summary>
    public string KeySetMember { get; set; } = "";

    /// <summary>How often a changed key set is asked for.</summary>
    public TimeSpan KeySetInterval { get; set; } = TimeSpan.FromSeconds(30);
}
