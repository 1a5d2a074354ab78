using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Local;

/// <summary>Everything secret of one installation: made at its first start, kept beside its data, never a default.</summary>
public sealed record Secrets
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public required string PostgresPassword { get; init; }

    public required string RabbitPassword { get; init; }

    /// <summary>Passwords at the broker are derived from it, one per process; the administrator above is for people and set-up.</summary>
    public required string MessagingPassword { get; init; }

    /// <summary>Database passwords are derived from it, one per role.</summary>
    public required string DatabaseRoot { get; init; }

    public required string KeyRingKey { get; init; }

    public required string ServiceIdentityRoot { get; init; }

    public required string TwitterClientId { get; init; }

    public required string TwitterClientSecret { get; init; }

    public required string DemoPassword { get; init; }

    /// <summary>The demo workspace's API key, once it was made.</summary>
    public string? DemoApiKey { get; init; }

    public static Secrets Generate() => new()
    {
        PostgresPassword = Text(),
        RabbitPassword = Text(),
        MessagingPassword = Text(),
        DatabaseRoot = Text(),
        KeyRingKey = Key(),
        ServiceIdentityRoot = Key(),
        TwitterClientId = Text(),
        TwitterClientSecret = Text(),
        DemoPassword = Text(),
    };

    public static async Task<Secrets> LoadOrCreateAsync(string dataFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataFolder);
        var path = PathIn(dataFolder);
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<Secrets>(await File.ReadAllTextAsync(path, cancellationToken), Json)
                ?? throw new LocalException($"{path} is empty: remove it together with the data it belongs to.");
        }

        var secrets = Generate();
        await secrets.SaveAsync(dataFolder, cancellationToken);
        return secrets;
    }

    /// <summary>Writes the key set that encrypts stored credentials, unless it is there: without it they are lost.</summary>
    public static async Task<string> EnsureVaultKeySetAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataFolder, "vault-keys.json");
        if (!File.Exists(path))
        {
            var keySet = new { primary = "k1", keys = new Dictionary<string, object> { ["k1"] = new { b64 = Key(), status = "enabled" } } };
            await PrivateFile.WriteAsync(path, JsonSerializer.Serialize(keySet), cancellationToken);
        }

        return path;
    }

    public Task SaveAsync(string dataFolder, CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(PathIn(dataFolder), JsonSerializer.Serialize(this, Json), cancellationToken);

    public string DatabasePasswordOf(string role) => Derive(Encoding.UTF8.GetBytes(DatabaseRoot), role);

    public string BrokerPasswordOf(string process) => Derive(Encoding.UTF8.GetBytes(MessagingPassword), process);

    /// <summary>What the audit log is anchored under; databases never see it.</summary>
    public string AuditAnchorKey() =>
        Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(ServiceIdentityRoot), "audit anchor"u8));

    /// <summary>What a worker proves itself with; auth derives the same from the root.</summary>
    public string ServiceSecretOf(string name) => Derive(Convert.FromBase64String(ServiceIdentityRoot), name);

    internal static bool AreIn(string dataFolder) => File.Exists(PathIn(dataFolder));

    internal static string Derive(byte[] root, string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(root, Encoding.UTF8.GetBytes(name)));

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "secrets.json");

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string Text() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
