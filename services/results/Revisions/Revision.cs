using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Results.Revisions;

/// <summary>
/// A change of what stands at a platform. Both kinds may be done twice, so a lost answer is no riddle here: the worker is told
/// again until it says how it ended.
/// </summary>
internal sealed class Revision
{
    public const int MaxText = 100_000;

    private const int MostDoublings = 6;

    public Guid Id { get; init; }
    public Guid PublicationId { get; init; }
    public Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="RevisionKinds"/>.</summary>
    public string Kind { get; init; } = "";

    public string? Text { get; init; }

    /// <summary>One of <see cref="RevisionStates"/>.</summary>
    public string State { get; internal set; } = RevisionStates.Requested;

    public Guid? RequestedBy { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? DoneAt { get; internal set; }

    /// <summary>How often the worker was told; an answer to an earlier time does not end it, unless it is done.</summary>
    public int Tries { get; internal set; }

    /// <summary>The last of these times at which a worker began to write the text. Only the database decides that, once for each.</summary>
    public int BegunTry { get; init; }

    /// <summary>When the worker is told again: after its bad news, or because it said nothing.</summary>
    public DateTimeOffset? NextTryAt { get; internal set; }

    public string? Category { get; internal set; }
    public string? Error { get; internal set; }
    public string? Action { get; internal set; }

    internal bool IsNew { get; private init; }
    internal bool IsDirty { get; private set; }

    /// <summary>What the worker is told with this write.</summary>
    internal RevisePublication? Command { get; private set; }

    public bool IsRemoval => Kind == RevisionKinds.Removal;
    public bool IsRequested => State == RevisionStates.Requested;

    public static Revision Request(
        RevisedPublication publication, string kind, string? text, Guid requestedBy, DateTimeOffset now, ResultsOptions options)
    {
        var revision = new Revision
        {
            Id = TimedId.Next(now),
            PublicationId = publication.Id,
            WorkspaceId = publication.WorkspaceId,
            Kind = kind,
            Text = text,
            RequestedBy = requestedBy,
            RequestedAt = now,
            IsNew = true,
        };
        revision.Send(publication, now, options);
        return revision;
    }

    /// <summary>Its time has come, or the worker has not answered: it died, or its queue lost the message.</summary>
    public void Overdue(RevisedPublication publication, DateTimeOffset now, ResultsOptions options)
    {
        if (!IsRequested || NextTryAt > now)
        {
            return;
        }

        if (now >= RequestedAt + options.Lifetime)
        {
            Fail(
                Category ?? FailureCategories.Expired,
                Error ?? "Nobody answered.",
                Action ?? "It is not tried any more. Check that the platform's worker runs, then ask again.");
            return;
        }

        Send(publication, now, options);
    }

    /// <summary>How a try ended.</summary>
    public void Take(PublicationRevised told, DateTimeOffset now, ResultsOptions options, Func<double> random)
    {
        if (!IsRequested || (!told.IsDone && told.Try != Tries))
        {
            return;
        }

        if (told.IsDone)
        {
            State = RevisionStates.Done;
            DoneAt = now;
            NextTryAt = null;
            Explain(null, null, null);
        }
        else if (told.IsRetryable)
        {
            // The number of tries is no limit here, the time is.
            NextTryAt = RetryPolicy.NextTry(
                Math.Min(Tries, RetryPolicy.MaxFailures - 1), told.Category != FailureCategories.RateLimited, told.RetryNotBefore, now, random, options.RetryDelays);
            Explain(told.Category, told.Detail, told.Action);
        }
        else
        {
            Fail(told.Category ?? FailureCategories.Internal, told.Detail, told.Action);
        }
    }

    /// <summary>What is to be removed needs no other text.</summary>
    public void GiveWay() => Fail(FailureCategories.Superseded, "A removal took its place.", null);

    /// <summary>
    /// An edit is not begun late, and once each time it is told: a message that comes a second time must not bring back a text after a newer
    /// one was written. A removal has nothing that comes after it.
    /// </summary>
    private void Send(RevisedPublication publication, DateTimeOffset now, ResultsOptions options)
    {
        var patience = options.QueuePatience * Math.Pow(2, Math.Min(Tries, MostDoublings));
        Tries++;
        NextTryAt = now + patience + (IsRemoval ? TimeSpan.Zero : options.RequestLimit);
        IsDirty = true;
        Command = new RevisePublication
        {
            RevisionId = Id,
            PublicationId = PublicationId,
            WorkspaceId = WorkspaceId,
            Platform = publication.Platform,
            AccountId = publication.AccountId,
            Kind = Kind,
            Text = Text,
            Try = Tries,
            NotAfter = IsRemoval ? RequestedAt + options.Lifetime : now + patience,
            ExternalId = publication.ExternalId,
            ExternalUrl = publication.ExternalUrl,
            AcceptedSteps = publication.AcceptedSteps,
        };
    }

    private void Fail(string category, string? error, string? action)
    {
        State = RevisionStates.Failed;
        NextTryAt = null;
        Explain(category, error, action);
    }

    private void Explain(string? category, string? error, string? action)
    {
        Category = Clip.Text(category, 32);
        Error = Clip.Text(error, Publication.MaxDetail);
        Action = Clip.Text(action, Publication.MaxDetail);
        IsDirty = true;
    }

    public RevisionResponse ToResponse() => new()
    {
        Id = Id,
        PublicationId = PublicationId,
        Kind = Kind,
        Text = Text,
        State = State,
        RequestedBy = RequestedBy,
        RequestedAt = RequestedAt,
        DoneAt = DoneAt,
        Tries = Tries,
        NextTryAt = NextTryAt,
        Problem = Category is { } category ? new PublicationProblem(category, Error, Action) : null,
    };
}
