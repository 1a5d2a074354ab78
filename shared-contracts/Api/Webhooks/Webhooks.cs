using System.Text.Json.Serialization;

namespace ContentMultiplier.Contracts.Api.Webhooks;

/// <summary><c>POST /api/publishing/webhooks</c>.</summary>
public sealed record WebhookRequest
{
    /// <summary>https, on port 443 or 8443, at a public address.</summary>
    public required string Url { get; init; }

    public string? Description { get; init; }

    /// <summary>Names of events, or <c>*</c> for all of them.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Sent along with every delivery; their values are never shown again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary><c>full</c> (when left out) or <c>thin</c>: ids only, to be looked up.</summary>
    public string? Payload { get; init; }

    /// <summary>Asks the address first whether it wants to be called: it answers with the <c>challenge</c> that it was sent.</summary>
    public bool Challenge { get; init; }

    public override string ToString() => "WebhookRequest { hidden }";
}

/// <summary><c>PATCH /api/publishing/webhooks/{id}</c>: what is left out stays.</summary>
public sealed record WebhookPatch
{
    public string? Url { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>All of them: those that are left out are gone.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? Payload { get; init; }

    /// <summary>False stops deliveries; events are kept meanwhile. True begins anew, whyever it was stopped.</summary>
    public bool? Enabled { get; init; }

    public override string ToString() => "WebhookPatch { hidden }";
}

public sealed record WebhookResponse
{
    public required Guid Id { get; init; }
    public required string Url { get; init; }
    public string? Description { get; init; }
    public required IReadOnlyList<string> Events { get; init; }
    public required IReadOnlyList<string> HeaderNames { get; init; }
    public required string Payload { get; init; }
    public required bool Enabled { get; init; }

    /// <summary><c>user</c>, <c>gone</c> (it answered 410) or <c>failing</c>.</summary>
    public string? DisabledReason { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }
    public required WebhookHealthResponse Health { get; init; }

    /// <summary>Those that sign now.</summary>
    public required IReadOnlyList<WebhookSecretResponse> Secrets { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Shown once: in the answer that made it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => $"WebhookResponse {{ {Id} }}";
}

/// <param name="Status"><c>ok</c>, <c>failing</c> or <c>warning</c>: it is disabled soon.</param>
/// <param name="DisabledAfter">When it is disabled unless a delivery succeeds before.</param>
public sealed record WebhookHealthResponse(
    string Status, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAfter, DateTimeOffset? LastSuccessAt, DateTimeOffset? LastFailureAt);

/// <param name="ExpiresAt">Null for the newest; a former one signs until then.</param>
public sealed record WebhookSecretResponse(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
