using System.Security.Cryptography;

namespace ContentMultiplier.Auth.Vault;

/// <summary>The key set of a file, read at start and again when the file changes, so that keys are rotated without a restart.</summary>
internal sealed partial class VaultKeySetFile : IKeySource
{
    private readonly string _path;
    private readonly ILogger<VaultKeySetFile> _logger;
    private byte[] _hash;
    private volatile VaultKeySet _current;

    public VaultKeySetFile(string path, ILogger<VaultKeySetFile> logger)
    {
        _path = path;
        _logger = logger;
        (_current, _hash) = Read(_path);
    }

    public VaultKeySet Current => _current;

    public bool Reload()
    {
        try
        {
            var (keys, hash) = Read(_path);
            if (hash.AsSpan().SequenceEqual(_hash))
            {
                return false;
            }

            (_current, _hash) = (keys, hash);
            LogReloaded(keys.Primary);
            return true;
        }
        catch (VaultKeySetException refused)
        {
            LogKept(refused.Message);
            return false;
        }
    }

    private static (VaultKeySet Keys, byte[] Hash) Read(string path)
    {
        var text = PrivateFile.Read(path, "Vault:KeySetFile");
        try
        {
            return (VaultKeySet.Parse(text), SHA256.HashData(text));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The vault's key set was reloaded; the primary key is {KeyId}")]
    private partial void LogReloaded(string keyId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed key set is not used, the former one stays: {Reason}")]
    private partial void LogKept(string reason);
}
