using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>Secrets that are in every guide, or that somebody typed: with them a process starts in development only.</summary>
internal static class WeakSecrets
{
    private const int ShortestPassword = 12;
    private const int FewestDistinctCharacters = 5;
    private const int FewestDistinctBytes = 12;

    private static readonly string[] Keys = ["KeyRing:Key", "ServiceIdentity:Root", "Audit:AnchorKey"];

    /// <returns>The settings and what is wrong with each; never a value.</returns>
    public static IReadOnlyList<string> ProblemsOf(IConfiguration configuration)
    {
        List<string> problems = [];
        foreach (var connection in configuration.GetSection("ConnectionStrings").GetChildren().Where(connection => !string.IsNullOrEmpty(connection.Value)))
        {
            var settings = new NpgsqlConnectionStringBuilder(connection.Value);
            AddPassword($"the password in `{connection.Path}`", settings.Username, settings.Password);
        }

        if (Uri.TryCreate(configuration["RabbitMq:Url"], UriKind.Absolute, out var broker)
            && broker.UserInfo.Split(':', 2) is [var user, var password])
        {
            AddPassword("the password in `RabbitMq:Url`", Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        AddPassword("`ServiceIdentity:Secret`", configuration["ServiceIdentity:Name"], configuration["ServiceIdentity:Secret"]);
        problems.AddRange(Keys
            .Where(name => configuration[name] is { Length: > 0 } key && !IsRandom(key))
            .Select(name => $"`{name}` is not random; make one with `openssl rand -base64 32`"));
        return problems;

        void AddPassword(string name, string? owner, string? text)
        {
            // Who signs in by a certificate has none.
            if (!string.IsNullOrEmpty(text) && WhyWeak(text, owner) is { } reason)
            {
                problems.Add($"{name} {reason}; make one with `openssl rand -hex 20`");
            }
        }
    }

    private static string? WhyWeak(string text, string? owner) =>
        string.Equals(text, owner, StringComparison.OrdinalIgnoreCase) ? "is the user's name"
        : text.Length < ShortestPassword ? $"has fewer than {ShortestPassword} characters"
        : text.Distinct().Count() < FewestDistinctCharacters ? "is a few characters repeated"
        : null;

    /// <summary>A random key looks like text, or has so few different bytes, once in more tries than anybody makes.</summary>
    private static bool IsRandom(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length)
            && bytes.AsSpan(0, length).ToArray() is var given
            && given.Distinct().Count() >= FewestDistinctBytes
            && !given.All(value => value is >= 0x20 and < 0x7f);
    }
}
