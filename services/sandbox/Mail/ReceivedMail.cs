namespace ContentMultiplier.Sandbox.Mail;

/// <summary>A mail as its reader sees it, and as it came.</summary>
internal sealed record ReceivedMail
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of the envelope, which is what mail servers go by.</summary>
    public required string From { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public required string Subject { get; init; }

    public required string? MessageId { get; init; }

    public required string Text { get; init; }

    public required string Raw { get; init; }
}
