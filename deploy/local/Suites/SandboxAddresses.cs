using System.Text.Json;

namespace ContentMultiplier.Local.Suites;

/// <summary>
/// Where the sandbox answers for a platform: its API under /{slug}, another host of the platform under /{slug}/{name}-host.
/// </summary>
internal static class SandboxAddresses
{
    private const string Api = "api";

    // A setting that a worker does not read does no harm, so those that are usual need not be announced.
    private static readonly string[] Usual = [Api, "authorize", "login", "site", "video"];

    public static IEnumerable<(string Name, string Path)> Of(string platform) =>
        Usual.Union(Configured(platform)).Select(name => (name, name == Api ? $"/{platform}" : $"/{platform}/{name}-host"));

    /// <summary>The addresses that the worker's own settings name.</summary>
    private static IEnumerable<string> Configured(string platform)
    {
        var file = Path.Combine(Repository.Root, "services", "publishers", platform, "appsettings.json");
        if (!File.Exists(file))
        {
            return [];
        }

        using var settings = JsonDocument.Parse(File.ReadAllText(file));
        return settings.RootElement.TryGetProperty("Platforms", out var platforms)
            && platforms.TryGetProperty(platform, out var own)
            && own.TryGetProperty("BaseUrls", out var urls)
                ? [.. urls.EnumerateObject().Select(url => url.Name)]
                : [];
    }
}
