namespace ContentMultiplier.Local;

/// <summary>
/// What this program makes itself is random. What it is given, it looks at: secrets somebody edited, and servers that others can
/// reach, or that real accounts depend on.
/// </summary>
public static class WeakSecrets
{
    private const int Shortest = 12;
    private const int FewestDistinctCharacters = 5;
    private const int FewestDistinctBytes = 12;

    /// <exception cref="LocalException">Some would be guessed; all of them are named.</exception>
    public static void Refuse(Secrets secrets, string folder)
    {
        (string Name, string Value)[] passwords =
        [
            ("postgres_password", secrets.PostgresPassword), ("rabbit_password", secrets.RabbitPassword),
            ("messaging_password", secrets.MessagingPassword), ("database_root", secrets.DatabaseRoot), ("demo_password", secrets.DemoPassword),
        ];
        (string Name, string Value)[] keys = [("key_ring_key", secrets.KeyRingKey), ("service_identity_root", secrets.ServiceIdentityRoot)];
        Refuse(
            $"{folder}/secrets.json",
            [.. passwords.Where(given => IsWeak(given.Value, null)).Select(given => given.Name), .. keys.Where(given => !IsKey(given.Value)).Select(given => given.Name)]);
    }

    /// <summary>Servers that the environment names; on this machine and for the sandbox alone, anything goes.</summary>
    /// <exception cref="LocalException">Their passwords would be guessed.</exception>
    public static void Refuse(IReadOnlyDictionary<string, string?> addresses, bool isDevelopment) => Refuse(
        "the environment",
        [.. addresses.Where(named => IsWeakServer(named.Value, isDevelopment)).Select(named => named.Key)]);

    private static bool IsWeakServer(string? address, bool isDevelopment) =>
        Uri.TryCreate(address, UriKind.Absolute, out var server)
        && !(isDevelopment && server.IsLoopback)
        && (server.UserInfo.Split(':', 2) is not [var user, var password] || IsWeak(Uri.UnescapeDataString(password), Uri.UnescapeDataString(user)));

    private static void Refuse(string where, List<string> weak)
    {
        if (weak.Count > 0)
        {
            throw new LocalException($"Weak or default secrets in {where}: {string.Join(", ", weak)}. Make random ones with `openssl rand -hex 20` (keys: `openssl rand -base64 32`).");
        }
    }

    private static bool IsWeak(string text, string? user) =>
        text.Length < Shortest || text == user || text.Distinct().Count() < FewestDistinctCharacters;

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= 32 && bytes.Take(length).Distinct().Count() >= FewestDistinctBytes;
    }
}
