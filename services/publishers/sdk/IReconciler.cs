using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;

namespace ContentMultiplier.Publishing;

/// <summary>Reads the platform to learn what became of a step whose answer was lost. Only for platforms that can be read back.</summary>
public interface IReconciler
{
    Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken);
}

/// <summary>The step in question, and what is known around it.</summary>
public sealed class ReconcileContext
{
    private readonly ReconcilePublication _request;

    internal ReconcileContext(ReconcilePublication request, AccountCredential credential)
    {
        _request = request;
        Credential = credential;
    }

    public AccountCredential Credential { get; }

    public Guid PublicationId => _request.PublicationId;

    public string Step => _request.Step;

    /// <summary>What the publisher passed as fingerprint to <see cref="PublishContext.OnceAsync{T}"/>.</summary>
    public string? Fingerprint => _request.Fingerprint;

    /// <summary>The call cannot have been made before this.</summary>
    public DateTimeOffset SentAfter => _request.SentAfter;

    public IReadOnlyList<StepResult> AcceptedSteps => _request.AcceptedSteps;

    /// <summary>What an earlier step answered, or null when it was never accepted.</summary>
    public T? ValueOf<T>(string step)
        where T : class
        => AcceptedSteps.FirstOrDefault(accepted => accepted.Name == step) is { } accepted ? StepValues.Read<T>(accepted) : null;
}

/// <summary>What was seen at the platform.</summary>
public sealed record ReconcileFinding
{
    private ReconcileFinding(string finding)
    {
        Finding = finding;
    }

    /// <summary>One of <see cref="ReconcileFindings"/>.</summary>
    public string Finding { get; }

    public string? ExternalId { get; private init; }
    public string? Detail { get; private init; }
    internal JsonElement? Value { get; private init; }

    /// <summary>It is there.</summary>
    /// <param name="value">What the lost call would have answered: the step's own type, handed to the publisher on replay.</param>
    /// <param name="externalId">The platform's id.</param>
    public static ReconcileFinding Found<T>(T value, string externalId)
        => new(ReconcileFindings.Found) { Value = StepValues.Write(value), ExternalId = externalId };

    /// <summary>A read that would show it did not.</summary>
    public static ReconcileFinding Absent(string? detail = null) => new(ReconcileFindings.Absent) { Detail = detail };

    /// <summary>More than one post fits.</summary>
    public static ReconcileFinding Ambiguous(string detail) => new(ReconcileFindings.Ambiguous) { Detail = detail };

    /// <summary>The platform could not be read, or its answer proves nothing yet: it is asked again.</summary>
    public static ReconcileFinding Unreadable(string detail) => new(ReconcileFindings.Unreadable) { Detail = detail };

    /// <summary>What became of it can never be read, of this account or of this step: asking again would not help, and a person must look.</summary>
    public static ReconcileFinding Blind(string detail) => new(ReconcileFindings.Blind) { Detail = detail };
}
