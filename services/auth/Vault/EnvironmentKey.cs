using System.Security.Cryptography;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// One key from the process environment, for installations without a key set file. Whoever may read the environment of the
/// process has it, and it cannot be replaced without a restart; so it is taken with a warning, and only without a file.
/// </summary>
internal sealed partial class EnvironmentKey : IKeySource
{
    public const string Variable = "PUBLISHING_ENCRYPTION_KEY";

    private readonly ILogger<EnvironmentKey> _logger;

    public EnvironmentKey(string text, ILogger<EnvironmentKey> logger)
    {
        _logger = logger;
        var key = Read(text.Trim());
        try
        {
            // The id comes from the key, so that another key never passes for this one, and a key set file can name it later.
            Current = VaultKeySet.Of("env-" + Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4)), key);
        }
        catch (VaultKeySetException refused)
        {
            throw new VaultKeySetException($"{Variable}: {refused.Message}");
        }

        LogInUse(Current.Primary, Variable);
    }

    public VaultKeySet Current { get; }

    public bool Reload() => false;

    private static byte[] Read(string text)
    {
        try
        {
            return text.Length == 2 * Envelope.KeyLength ? Convert.FromHexString(text) : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new VaultKeySetException($"{Variable} must be {Envelope.KeyLength} random bytes, in base64 or as hexadecimal digits.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vault's key {KeyId} comes from {Variable}; a key set file (Vault:KeySetFile) is safer and can be rotated")]
    private partial void LogInUse(string keyId, string variable);
}
