using System.Globalization;
using System.Net;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>A password opens one site; a consent at WordPress.com opens every site that its user chose.</summary>
internal sealed class WordpressAccounts(WordpressClient wordpress) : IAccountDirectory
{
    private const string Kind = "site";

    public Task<IReadOnlyList<DiscoveredAccount>> FindAsync(AccountCredential credential, CancellationToken cancellationToken) =>
        credential.HasAccessToken ? FindHostedAsync(credential, cancellationToken) : FindOwnAsync(credential, cancellationToken);

    private async Task<IReadOnlyList<DiscoveredAccount>> FindHostedAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var answer = await wordpress.GetHostedSitesAsync(credential, cancellationToken);
        return
        [
            .. (answer.Sites ?? []).Where(site => site.Id > 0).Select(site => new DiscoveredAccount(
                site.Id.ToString(CultureInfo.InvariantCulture), NameOf(site.Name, site.Url), site.Url, Kind: Kind)),
        ];
    }

    private async Task<IReadOnlyList<DiscoveredAccount>> FindOwnAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        var routing = await CheckPasswordAsync(credential, cancellationToken);
        var index = await wordpress.GetIndexAsync(credential, routing, cancellationToken);
        var address = WordpressSite.AddressOf(credential);
        return
        [
            new DiscoveredAccount(
                address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].ToLowerInvariant(),
                NameOf(index.Name, address),
                index.Home ?? address,
                Attributes: new Dictionary<string, string> { [WordpressSite.Routing] = routing },
                Kind: Kind),
        ];
    }

    /// <returns>The form of address that the site answers to.</returns>
    private async Task<string> CheckPasswordAsync(AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await wordpress.GetUserAsync(credential, WordpressSite.PrettyRouting, cancellationToken);
            return WordpressSite.PrettyRouting;
        }
        catch (PlatformRefusedException refusal) when (IsOfAnotherAddress(refusal))
        {
            return await CheckPlainAsync(credential, refusal, cancellationToken);
        }
    }

    private async Task<string> CheckPlainAsync(AccountCredential credential, PlatformRefusedException pretty, CancellationToken cancellationToken)
    {
        try
        {
            await wordpress.GetUserAsync(credential, WordpressSite.PlainRouting, cancellationToken);
            return WordpressSite.PlainRouting;
        }
        catch (PlatformRefusedException plain) when (plain.Category is FailureCategories.NotFound or FailureCategories.Forbidden)
        {
            throw new PlatformRefusedException(
                FailureCategories.NotFound, $"{WordpressSite.AddressOf(credential)} answers like no WordPress with its REST API: {pretty.Message}");
        }
    }

    /// <summary>Without permalinks a site knows nothing there, shows a page, or sends whoever asks to the address with a slash at its end.</summary>
    private static bool IsOfAnotherAddress(PlatformRefusedException refusal) =>
        refusal.Category is FailureCategories.NotFound or FailureCategories.Forbidden
        || refusal is { Category: FailureCategories.Unavailable, IsRetryable: false };

    private static string NameOf(string? name, string? address) =>
        string.IsNullOrWhiteSpace(name) ? address ?? "WordPress" : WebUtility.HtmlDecode(name);
}
