using System.Text.Json;
using ContentMultiplier.Contracts.Api.Scheduling;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>A post that is published again and again.</summary>
internal sealed class Recurrence
{
    private Recurrence()
    {
    }

    public Recurrence(Guid id, Guid workspaceId, Guid userId, RecurrenceRequest request, DateTimeOffset nextAt, DateTimeOffset createdAt)
    {
        Id = id;
        WorkspaceId = workspaceId;
        UserId = userId;
        Request = JsonSerializer.Serialize(request, PeerJson.Options);
        NextAt = nextAt;
        CreatedAt = createdAt;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }

    /// <summary>As it was asked for, in the form of the API.</summary>
    public string Request { get; private set; } = "";

    /// <summary>Null when it is over.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    public int Made { get; private set; }
    public int Skipped { get; private set; }
    public string? Problem { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    public static RecurrenceRequest ReadRequest(string json) => JsonSerializer.Deserialize<RecurrenceRequest>(json, PeerJson.Options)
        ?? throw new InvalidOperationException("A stored recurrence is null.");

    public RecurrenceResponse ToResponse()
    {
        var request = ReadRequest(Request);
        return new RecurrenceResponse(Id, request, Made, Skipped, Occurrences.Upcoming(request, NextAt, Made), Problem, CreatedAt);
    }
}

/// <summary>That one time of a recurrence was handed over, and as which post.</summary>
internal sealed class RecurrenceOccurrence
{
    private RecurrenceOccurrence()
    {
    }

    public Guid RecurrenceId { get; private set; }
    public DateTimeOffset OccursAt { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid PostId { get; private set; }
}
