using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

/// <summary>One call to a platform that must not happen twice, as the ledger remembers it.</summary>
internal sealed class Step
{
    private Step()
    {
    }

    public Step(Guid publicationId, Guid workspaceId, string name, int ordinal)
    {
        PublicationId = publicationId;
        WorkspaceId = workspaceId;
        Name = name;
        Ordinal = ordinal;
    }

    public Guid PublicationId { get; init; }
    public Guid WorkspaceId { get; init; }
    public string Name { get; init; } = "";
    public int Ordinal { get; init; }

    /// <summary>One of <see cref="StepStates"/>.</summary>
    public string State { get; internal set; } = StepStates.Intent;

    /// <summary>Under which claim it was last opened.</summary>
    public long Fence { get; internal set; }

    public string? Fingerprint { get; internal set; }

    /// <summary>JSON of what the call answered.</summary>
    public string? Value { get; internal set; }

    public string? ExternalId { get; internal set; }
    public string? Detail { get; internal set; }
    public DateTimeOffset StartedAt { get; internal set; }
    public DateTimeOffset? CompletedAt { get; internal set; }

    /// <summary>Nobody knows (yet) whether the platform has it.</summary>
    public bool IsOpen => State is StepStates.Intent or StepStates.Unknown;

    public bool IsDirty { get; private set; }

    public void Open(long fence, string? fingerprint, DateTimeOffset now)
    {
        State = StepStates.Intent;
        Fence = fence;
        Fingerprint = fingerprint;
        StartedAt = now;
        CompletedAt = null;
        Detail = null;
        IsDirty = true;
    }

    /// <summary>Acceptance is evidence and is kept whoever brings it; everything else must not undo it.</summary>
    public void Complete(StepResult result, DateTimeOffset now)
    {
        if (State == StepStates.Accepted)
        {
            return;
        }

        State = result.State;
        Value = result.Value?.GetRawText();
        ExternalId = Clip.Text(result.ExternalId, 500);
        Detail = Clip.Text(result.Detail, Publication.MaxDetail);
        CompletedAt = now;
        IsDirty = true;
    }

    public StepResult ToResult() => new()
    {
        Name = Name,
        State = State,
        Value = Value is null ? null : JsonSerializer.Deserialize<JsonElement>(Value),
        ExternalId = ExternalId,
    };
}
