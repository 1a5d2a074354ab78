namespace ContentMultiplier.Scheduler.Slots;

/// <summary>The week of one account's queue.</summary>
internal sealed class QueueSlots
{
    private QueueSlots()
    {
    }

    public Guid WorkspaceId { get; private set; }
    public Guid AccountId { get; private set; }
    public string TimeZone { get; private set; } = "";

    /// <summary>Counted from Monday 00:00, ascending.</summary>
    public int[] Minutes { get; private set; } = [];
}
