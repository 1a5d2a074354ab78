using System.Diagnostics.CodeAnalysis;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>Words the outcome of an attempt. What came from outside passes the mask.</summary>
internal sealed class AttemptEnd(PublishPost message, DateTimeOffset startedAt, TimeProvider time)
{
    private const int LongestText = 1000;

    /// <summary>Null while the attempt ends before any step could.</summary>
    public AttemptSteps? Steps { get; set; }

    public AttemptOutcome Published(PublishedPost post)
        => Outcome(AttemptResults.Published) with
        {
            ExternalId = post.ExternalId,
            ExternalUrl = Clean(post.ExternalUrl),
            Detail = Clean(post.Note),
            RetryNotBefore = Steps?.Used?.Until,
            IsForApplication = Steps?.Used is { IsForApplication: true },
        };

    public AttemptOutcome Failed(string category, string detail, string? action)
        => Outcome(AttemptResults.Failed) with { Category = category, Detail = Clean(detail), Action = action };

    public AttemptOutcome RateLimited(DateTimeOffset notBefore)
        => Failed(FailureCategories.RateLimited, "The platform asked this account to wait.", action: null) with
        {
            IsRetryable = true,
            RetryNotBefore = notBefore,
        };

    public AttemptOutcome Of(PlatformRefusedException refusal)
        => Failed(refusal.Category, refusal.Message, refusal.Action) with
        {
            IsRetryable = refusal.IsRetryable,
            RetryNotBefore = refusal.RetryNotBefore,
            IsForApplication = refusal.IsForApplication,
        };

    public AttemptOutcome? Of(AttemptEndedException end)
        => end.Result is null
            ? null
            : Outcome(end.Result) with
            {
                Category = end.Category,
                Detail = Clean(end.Message),
                Action = ActionFor(end.Category),
                IsRetryable = end.IsRetryable,
            };

    private static string? ActionFor(string category) => category switch
    {
        FailureCategories.Unauthorized => "Reconnect the account.",
        FailureCategories.LostAnswer => "Look at the platform whether the post is there.",
        _ => null,
    };

    private AttemptOutcome Outcome(string result) => new()
    {
        PublicationId = message.PublicationId,
        Attempt = message.Attempt,
        Fence = Steps?.Fence ?? 0,
        Result = result,
        Steps = Steps is null ? [] : [.. Steps.Untold],
        ExternalId = Steps?.Standing?.ExternalId,
        ExternalUrl = Clean(Steps?.Standing?.ExternalUrl),
        StartedAt = startedAt,
        CompletedAt = time.GetUtcNow(),
    };

    [return: NotNullIfNotNull(nameof(text))]
    private string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var clean = Steps?.Mask(text) ?? text;
        return clean.Length <= LongestText ? clean : string.Concat(clean.AsSpan(0, LongestText), "…");
    }
}
