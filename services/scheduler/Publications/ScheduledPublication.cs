namespace ContentMultiplier.Scheduler.Publications;

/// <summary>One dispatch that waits for its time: the first of a publication or a further attempt.</summary>
internal sealed class ScheduledPublication
{
    private ScheduledPublication()
    {
    }

    public Guid PublicationId { get; private set; }
    public int Attempt { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid PostId { get; private set; }
    public string Platform { get; private set; } = "";
    public Guid AccountId { get; private set; }
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>How often a person gave it another time.</summary>
    public int Moves { get; private set; }
}
