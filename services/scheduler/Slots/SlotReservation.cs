namespace ContentMultiplier.Scheduler.Slots;

/// <summary>A slot on its way to a publication; from when that is planned its row says that the slot is taken.</summary>
internal sealed class SlotReservation
{
    private SlotReservation()
    {
    }

    public Guid WorkspaceId { get; private set; }
    public Guid AccountId { get; private set; }
    public DateTimeOffset SlotAt { get; private set; }
    public Guid PublicationId { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
}
