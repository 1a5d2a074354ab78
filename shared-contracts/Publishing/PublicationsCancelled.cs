namespace ContentMultiplier.Contracts.Publishing;

/// <summary>Event: these will not be sent. Results sends it once the cancellation is decided; scheduler forgets their times.</summary>
public sealed record PublicationsCancelled
{
    public required IReadOnlyList<Guid> PublicationIds { get; init; }
}
