using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>What the user can do about a publication that is given up, where its worker had nothing better to say.</summary>
internal static class FailureActions
{
    public static string Of(string? category) => category switch
    {
        FailureCategories.InvalidContent => "Change the content and publish it again.",
        FailureCategories.Unauthorized => "Reconnect the account, then retry.",
        FailureCategories.Forbidden => "Look at what the account and the application may do at the platform, then retry.",
        FailureCategories.NotFound => "Look whether the account is still there, and reconnect it if it is.",
        FailureCategories.Duplicate => "Look at the platform: it has this content already.",
        FailureCategories.Internal => "Look into the log of the platform's worker, then retry.",
        _ => "Retry when the platform answers again.",
    };
}
