using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>Ends an attempt from inside a publisher, which should let it pass.</summary>
/// <param name="result">One of <see cref="AttemptResults"/>; null when results gave the publication to somebody else.</param>
internal sealed class AttemptEndedException(string? result, string category, string detail, Exception? cause = null)
    : Exception(detail, cause)
{
    public string? Result { get; } = result;

    public string Category { get; } = category;

    public bool IsRetryable { get; init; }

    public static AttemptEndedException NotOurs()
        => new(result: null, FailureCategories.Internal, "The publication belongs to another attempt.");

    public static AttemptEndedException Unavailable(string detail, Exception? cause = null)
        => new(AttemptResults.Failed, FailureCategories.Unavailable, detail, cause) { IsRetryable = true };

    public static AttemptEndedException Lost(string detail, Exception cause)
        => new(AttemptResults.Unknown, FailureCategories.LostAnswer, detail, cause);
}
