using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Vault;

/// <summary>Reads the key set at start, and again when the file changes, so that keys are rotated without a restart.</summary>
internal sealed partial class VaultKeySetFile : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger<VaultKeySetFile> _logger;
    private byte[] _hash;
    private volatile VaultKeySet _current;

    public VaultKeySetFile(IOptions<VaultOptions> options, TimeProvider clock, ILogger<VaultKeySetFile> logger)
    {
        _path = options.Value.KeySetFile;
        _clock = clock;
        _logger = logger;
        (_current, _hash) = Read(_path);
    }

    public VaultKeySet Current => _current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload();
        }
    }

    internal void Reload()
    {
        try
        {
            var (keys, hash) = Read(_path);
            if (!hash.AsSpan().SequenceEqual(_hash))
            {
                (_current, _hash) = (keys, hash);
                LogReloaded(keys.Primary);
            }
        }
        catch (VaultKeySetException refused)
        {
            LogKept(refused.Message);
        }
    }

    private static (VaultKeySet Keys, byte[] Hash) Read(string path)
    {
        byte[] text;
        try
        {
            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
            {
                throw new VaultKeySetException("The key set file (Vault:KeySetFile) may be readable by its owner only: mode 0400 or 0600.");
            }

            text = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new VaultKeySetException($"The key set file (Vault:KeySetFile) cannot be read: {missing.GetType().Name}.");
        }

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
