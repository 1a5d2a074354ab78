using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// The life of one target. Every transition names the states it leaves, so that a late or repeated message changes
/// nothing; only the news that the platform has the post wins over everything.
/// </summary>
internal sealed partial class Publication
{
    public const int MaxDetail = 1000;

    private Publication()
    {
    }

    public Guid Id { get; init; }
    public Guid PostId { get; init; }
    public Guid WorkspaceId { get; init; }
    public string Platform { get; init; } = "";
    public Guid AccountId { get; init; }
    public string? AccountName { get; internal set; }
    public string? ContentType { get; private set; }
    public string Status { get; internal set; } = PublicationStatus.Queued;

    /// <summary>The dispatch that is under way or awaited; a claim for an older one is refused.</summary>
    public int Attempt { get; internal set; } = 1;

    /// <summary>Attempts that count against the retry policy.</summary>
    public int Failures { get; internal set; }

    /// <summary>How often a command that nobody took was sent again.</summary>
    public int Reissues { get; internal set; }

    /// <summary>How often a worker ended without a word while it had this.</summary>
    public int Crashes { get; internal set; }

    /// <summary>How often the platform was read for the open step.</summary>
    public int Readings { get; internal set; }

    /// <summary>Grows with every claim: what an older claim says no longer moves anything.</summary>
    public long Fence { get; internal set; }

    public Guid? ClaimId { get; internal set; }
    public DateTimeOffset? DueAt { get; internal set; }

    /// <summary>How often a person gave it another time.</summary>
    public int Moves { get; internal set; }

    public DateTimeOffset NotAfter { get; internal set; }
    public DateTimeOffset? NextTryAt { get; internal set; }

    /// <summary>When the watchdog looks: every state that waits for somebody has one.</summary>
    public DateTimeOffset? DeadlineAt { get; internal set; }

    public DateTimeOffset? PublishedAt { get; internal set; }

    /// <summary>When it was taken back. It stays published: nothing ever sends it again.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    public string? ExternalId { get; internal set; }
    public string? ExternalUrl { get; internal set; }
    public string? Category { get; internal set; }
    public string? Detail { get; internal set; }
    public string? Action { get; internal set; }
    public long Version { get; internal set; }
    public DateTimeOffset CreatedAt { get; init; }
    public List<Step> Steps { get; } = [];
    public List<Attempt> Attempts { get; } = [];

    internal PublicationEffects Effects { get; } = new();

    public Step? OpenStep => Steps.Find(step => step.IsOpen);

    /// <summary>For the store alone, which fills in what the table says.</summary>
    internal static Publication Load(Guid id, Guid postId, Guid workspaceId, string platform, Guid accountId, DateTimeOffset createdAt) => new()
    {
        Id = id,
        PostId = postId,
        WorkspaceId = workspaceId,
        Platform = platform,
        AccountId = accountId,
        CreatedAt = createdAt,
    };

    public static Publication Request(
        RequestedPublication requested, Guid postId, Guid workspaceId, DateTimeOffset now, ResultsOptions options)
    {
        var publication = Load(requested.PublicationId, postId, workspaceId, requested.Platform, requested.AccountId, now);
        publication.AccountName = Clip.Text(requested.AccountName, 200);
        publication.ContentType = Clip.Text(requested.ContentType, 64);
        publication.DueAt = requested.DueAt;
        publication.Status = requested.DueAt is null ? PublicationStatus.Queued : PublicationStatus.Scheduled;
        publication.NotAfter = (requested.DueAt ?? now) + options.Lifetime;
        publication.DeadlineAt = (requested.DueAt ?? now) + options.QueuePatience;
        if (requested.WaitsFor is not null)
        {
            publication.WaitForAnother();
        }

        publication.Effects.IsNew = true;
        return publication;
    }

    /// <summary>Another attempt at that time; finished steps are answered from the ledger, so nothing is repeated.</summary>
    private void TryAgain(DateTimeOffset at, DateTimeOffset now, ResultsOptions options)
    {
        Attempt++;
        Reissues = 0;
        Readings = 0;
        NextTryAt = at;
        MoveTo(at <= now ? PublicationStatus.Queued : PublicationStatus.Scheduled, at + options.QueuePatience);
        Effects.WakeAt = at;
        Announce();
    }

    private void Explain(string? category, string? detail, string? action)
    {
        Category = Clip.Text(category, 32);
        Detail = Clip.Text(detail, MaxDetail);
        Action = Clip.Text(action, MaxDetail);
    }

    private void MoveTo(string status, DateTimeOffset? deadline)
    {
        Status = status;
        DeadlineAt = deadline;
        Effects.IsDirty = true;
    }

    private void Announce()
    {
        Version++;
        Effects.IsAnnounced = true;
    }
}
