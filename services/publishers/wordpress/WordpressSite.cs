using System.Net.Http.Headers;
using System.Text;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Where the API of an account's site is, and how its requests are signed.</summary>
internal static class WordpressSite
{
    public const string AddressField = "site_url";
    public const string UserField = "username";
    public const string PasswordField = "application_password";

    /// <summary>The attribute that says which of the two forms of address a site answers to.</summary>
    public const string Routing = "rest";

    public const string PrettyRouting = "wp-json";

    /// <summary>Sites without permalinks know their routes by a parameter only.</summary>
    public const string PlainRouting = "rest_route";

    /// <summary>The site's own address, without a slash at its end.</summary>
    public static string AddressOf(AccountCredential credential) =>
        credential.Fields.TryGetValue(AddressField, out var address)
            ? address.TrimEnd('/')
            : throw new PlatformRefusedException(FailureCategories.Unauthorized, "The account has no address of a site.")
            {
                Action = "Connect the site again.",
            };

    /// <param name="route">Such as <c>wp/v2/posts?slug=a</c>.</param>
    /// <param name="routing">One of the two forms.</param>
    public static string PathOf(string route, string routing)
    {
        if (routing == PrettyRouting)
        {
            return $"wp-json/{route}";
        }

        var query = route.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? $"?rest_route=/{route}" : $"?rest_route=/{route[..query]}&{route[(query + 1)..]}";
    }

    /// <summary>At WordPress.com a site's number stands in the middle of the route.</summary>
    public static string HostedPathOf(string route, string siteId) =>
        route.Replace("wp/v2/", $"wp/v2/sites/{siteId}/", StringComparison.Ordinal);

    public static AuthenticationHeaderValue SignatureOf(AccountCredential credential)
    {
        if (credential.HasAccessToken)
        {
            return new("Bearer", credential.AccessToken);
        }

        // WordPress shows the password in groups and wants it with or without them; a header has no room for doubt.
        var password = credential.Fields.GetValueOrDefault(PasswordField, "").Replace(" ", "", StringComparison.Ordinal);
        return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Fields.GetValueOrDefault(UserField)}:{password}")));
    }
}
