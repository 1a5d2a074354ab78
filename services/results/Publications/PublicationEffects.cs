using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;

namespace ContentMultiplier.Results.Publications;

/// <summary>What a transition leaves for the store to write and for the outbox to tell.</summary>
internal sealed class PublicationEffects
{
    public bool IsNew { get; set; }
    public bool IsDirty { get; set; }

    /// <summary>The status moved in a way that others want to hear of.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>The scheduler is to wake it then.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    public ReconcilePublication? Reconcile { get; set; }

    /// <summary>The platform asked the account to wait, and all its publications do.</summary>
    public Gate? Pause { get; set; }

    public List<Attempt> EndedAttempts { get; } = [];
}
