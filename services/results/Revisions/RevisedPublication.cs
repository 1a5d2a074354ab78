using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Revisions;

/// <summary>A publication under lock, with what is asked of it.</summary>
internal sealed class RevisedPublication
{
    public required Guid Id { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }
    public required string Status { get; init; }
    public required string ExternalId { get; init; }
    public string? ExternalUrl { get; init; }
    public string? ContentType { get; init; }

    /// <summary>In their order.</summary>
    public List<StepResult> AcceptedSteps { get; } = [];

    /// <summary>What is under way, and the removal that was done.</summary>
    public List<Revision> Revisions { get; } = [];

    public Revision? Removal => Revisions.Find(revision => revision.IsRemoval);

    public Revision? Edit => Revisions.Find(revision => !revision.IsRemoval && revision.IsRequested);

    /// <summary>Nothing of it stands at the platform any more, since just now.</summary>
    public bool HasVanished => Removal is { IsDirty: true, DoneAt: not null };

    public bool IsPublished => Status == PublicationStatus.Published;
}

/// <summary>Publications locked in one transaction.</summary>
internal sealed class RevisionSet(IReadOnlyDictionary<Guid, RevisedPublication> publications)
{
    public IEnumerable<RevisedPublication> All => publications.Values;

    public IEnumerable<Revision> Changed => All.SelectMany(publication => publication.Revisions).Where(revision => revision.IsDirty);

    /// <summary>What the audit log is to keep of this change.</summary>
    public List<AuditRecorded> Records { get; } = [];

    public RevisedPublication? Find(Guid id) => publications.GetValueOrDefault(id);
}
