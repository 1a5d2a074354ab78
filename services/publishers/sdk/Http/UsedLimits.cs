using System.Net.Http.Headers;

namespace ContentMultiplier.Publishing.Http;

/// <summary>Nothing is left of a limit, as an answer says that may itself be a good one: the next call before that time would be refused.</summary>
/// <param name="Until">When the limit begins anew.</param>
/// <param name="IsForApplication">It belongs to the platform's application, and so to every account.</param>
internal sealed record UsedLimits(DateTimeOffset Until, bool IsForApplication)
{
    private const string Application = "X-App-Limit-24Hour-";

    /// <summary>Of a kind there are a Remaining and a Reset, or a Reset-After, which needs no common clock.</summary>
    private static readonly string[] OfTheAccount = ["X-RateLimit-", "X-Rate-Limit-", "X-User-Limit-24Hour-"];

    /// <param name="headers">Those of an answer.</param>
    /// <param name="isVendor">Whether the platform itself answers. A host of a user's speaks for that user's account only.</param>
    /// <param name="now">What a reset is counted from.</param>
    public static UsedLimits? Read(HttpResponseHeaders headers, bool isVendor, DateTimeOffset now)
    {
        if (isVendor && Find(headers, Application, now) is { } ofAll)
        {
            return new(ofAll, IsForApplication: true);
        }

        return OfTheAccount.Max(kind => Find(headers, kind, now)) is { } ofTheAccount ? new(ofTheAccount, IsForApplication: false) : null;
    }

    private static DateTimeOffset? Find(HttpResponseHeaders headers, string kind, DateTimeOffset now)
        => RetryNotBefore.Number(headers, kind + "Remaining") is < 1
            ? RetryNotBefore.Seconds(headers, kind + "Reset-After", now) ?? RetryNotBefore.Epoch(headers, kind + "Reset", now)
            : null;
}
