using System.Globalization;
using System.Text.RegularExpressions;
using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.Meta;

internal static partial class MetaRequest
{
    private const int NewestVersion = 26;

    /// <summary>A version that never was is refused; one that ended is taken for the oldest that lives.</summary>
    public static MetaError? FindMistake(HttpContext context) =>
        context.Request.RouteValues["version"] is not string version
        || (Version().Match(version) is { Success: true } match
            && int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) is >= 2 and <= NewestVersion)
                ? null
                : new MetaError(2500, $"Unknown path components: /{version}");

    /// <summary>The header, or the parameter that Meta's examples have.</summary>
    public static OAuthToken? Find(this OAuthGrants grants, HttpContext context, IFormCollection? form = null) =>
        grants.Find(context.Request)
        ?? grants.Find(context.Request.Query["access_token"].ToString())
        ?? grants.Find(form?["access_token"].ToString());

    /// <summary>Parameters come in the query, as a form, or in parts.</summary>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }

        return new FormCollection(context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value));
    }

    public static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    [GeneratedRegex("^v(?<number>[0-9]{1,3})\\.0$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
