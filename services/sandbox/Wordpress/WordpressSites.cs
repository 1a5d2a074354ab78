using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Wordpress;

internal sealed record SiteRequest(string? Name);

/// <summary>A site with its one user. At WordPress.com it is known by its number, elsewhere by who signs in.</summary>
internal sealed record Site(string Kind, long Id, string Name, string Username, string Password, string Token)
{
    public const string Created = "wordpress_site_created";

    public string Address => $"https://{Name}.example";
}

internal sealed class WordpressSites : IRemembered
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    private static readonly Site Preset = new(
        Site.Created, 1001, "sandbox-wordpress", "sandbox", "sandsandboxsboxssandsand", "sandbox-wordpress-token-0123456789");

    private readonly ConcurrentDictionary<string, Site> byUser = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;
    private long last = Preset.Id;

    public WordpressSites(SandboxFiles files)
    {
        this.files = files;
        byUser[Preset.Username] = Preset;
    }

    /// <summary>The one of that name, which exists as soon as it is named.</summary>
    public Site Of(string name) => byUser.Values.FirstOrDefault(site => site.Name == name) ?? Create(name);

    public Site Create(string name)
    {
        var id = Interlocked.Increment(ref last);
        var site = new Site(
            Site.Created, id, name, $"user-{id}", RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789", 24), RandomNumberGenerator.GetHexString(40, lowercase: true));
        byUser[site.Username] = site;
        files.Remember(site, SandboxJson.Default.Site);
        return site;
    }

    /// <summary>A site at an address of its own: whoever cannot sign in is nobody, and reads what everybody may.</summary>
    public (Site Site, bool IsSignedIn) FindOwn(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            var decoded = new byte[header.Length];
            if (Convert.TryFromBase64String(header[Basic.Length..].Trim(), decoded, out var length)
                && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [var user, var password]
                && byUser.TryGetValue(user, out var site)
                && IsSame(password.Replace(" ", "", StringComparison.Ordinal), site.Password))
            {
                return (site, true);
            }
        }

        return (Preset, false);
    }

    /// <summary>The sites that a token of WordPress.com opens.</summary>
    public Site? FindHosted(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? byUser.Values.FirstOrDefault(site => IsSame(header[Bearer.Length..].Trim(), site.Token))
            : null;

    public void Restore(string kind, JsonElement line)
    {
        if (kind == Site.Created && line.Deserialize(SandboxJson.Default.Site) is { } site)
        {
            byUser[site.Username] = site;
            last = Math.Max(last, site.Id);
        }
    }

    private static bool IsSame(string given, string known) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(known));
}
