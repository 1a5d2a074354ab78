using System.Globalization;
using System.Net;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Categories and tags by their names. What the site does not have is made.</summary>
internal sealed class WordpressTerms(WordpressClient wordpress)
{
    public async Task<IReadOnlyList<long>?> FindOrCreateAsync(
        string taxonomy, IReadOnlyList<string> names, PublishContext context, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Trim();
            var term = await FindAsync(taxonomy, name, context.Credential, cancellationToken)
                ?? await context.OnceAsync(
                    WordpressSteps.Term(taxonomy, i + 1),
                    ct => CreateAsync(taxonomy, name, context.Credential, ct),
                    cancellationToken,
                    externalId: made => made.Id > 0 ? made.Id.ToString(CultureInfo.InvariantCulture) : "");
            ids.Add(term.Id);
        }

        return ids.Count == 0 ? null : [.. ids.Distinct()];
    }

    /// <summary>Somebody else may have made it between the search and the call.</summary>
    private async Task<WordpressTerm> CreateAsync(string taxonomy, string name, AccountCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await wordpress.CreateTermAsync(taxonomy, name, credential, cancellationToken);
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.Duplicate)
        {
            if (await FindAsync(taxonomy, name, credential, cancellationToken) is { } known)
            {
                return known;
            }

            throw;
        }
    }

    private async Task<WordpressTerm?> FindAsync(string taxonomy, string name, AccountCredential credential, CancellationToken cancellationToken)
    {
        var found = await wordpress.FindTermsAsync(taxonomy, name, credential, cancellationToken);
        return Array.Find(found, term => string.Equals(WebUtility.HtmlDecode(term.Name), name, StringComparison.OrdinalIgnoreCase));
    }
}
