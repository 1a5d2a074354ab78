using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing;

/// <summary>The platform said a clear no: nothing was posted. Anything less than clear must stay another exception.</summary>
/// <param name="category">One of <see cref="FailureCategories"/>.</param>
/// <param name="detail">What the platform said, for people.</param>
public sealed class PlatformRefusedException(string category, string detail) : Exception(detail)
{
    public string Category { get; } = category;

    /// <summary>What a person can do about it.</summary>
    public string? Action { get; init; }

    public bool IsRetryable { get; init; } =
        category is FailureCategories.RateLimited or FailureCategories.Unavailable or FailureCategories.Processing;

    /// <summary>The platform's word on when to come back.</summary>
    public DateTimeOffset? RetryNotBefore { get; init; }

    /// <summary>That word is for every account of the platform's application.</summary>
    public bool IsForApplication { get; init; }

    /// <summary>It is for calls of every kind: the platform counts them together, and not the creates, uploads and reads apart.</summary>
    public bool IsForEveryCall { get; init; }
}
