namespace ContentMultiplier.Contracts.Api.Results;

/// <summary>Data of the event <c>publication</c>: a publication as it stands now, as the status of its post shows it.</summary>
public sealed record PublicationEvent(Guid PostId, PublicationResponse Publication);

/// <summary>Data of the event <c>post</c>: the overall status of the post moved.</summary>
public sealed record PostEvent(Guid PostId, string Status);

/// <summary>Data of the events <c>ready</c> and <c>heartbeat</c>.</summary>
public sealed record StreamEvent(DateTimeOffset At);

/// <summary>The names of the events of <c>GET /api/publishing/events</c>.</summary>
public static class EventTypes
{
    /// <summary>The whole post, first of all.</summary>
    public const string Status = "status";

    /// <summary>From here on every change is told; what was before is read from the lists.</summary>
    public const string Ready = "ready";

    public const string Publication = "publication";
    public const string Post = "post";

    /// <summary>The whole post once nothing more happens by itself; the last event.</summary>
    public const string Complete = "complete";

    public const string Heartbeat = "heartbeat";
}
