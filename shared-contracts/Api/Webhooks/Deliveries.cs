namespace ContentMultiplier.Contracts.Api.Webhooks;

/// <summary>One event on its way to one endpoint.</summary>
public sealed record WebhookDeliverySummary
{
    public required Guid Id { get; init; }
    public required Guid EndpointId { get; init; }

    /// <summary>What the receiver sees as <c>webhook-id</c>, the same in every try and every repetition.</summary>
    public required string WebhookId { get; init; }

    public required string EventType { get; init; }
    public required long Sequence { get; init; }

    /// <summary><c>event</c>, <c>redelivery</c> or <c>recovery</c>.</summary>
    public required string Reason { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    public required int Tries { get; init; }
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Of the last try.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Of the last try: <c>status</c>, <c>redirect</c>, <c>timeout</c>, <c>connection_failed</c>, <c>egress_denied</c>…</summary>
    public string? Problem { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

public sealed record WebhookDeliveryResponse
{
    public required WebhookDeliverySummary Delivery { get; init; }
    public required IReadOnlyList<WebhookTryResponse> Attempts { get; init; }
}

public sealed record WebhookTryResponse
{
    public required int Number { get; init; }
    public required DateTimeOffset SentAt { get; init; }
    public required int DurationMs { get; init; }
    public required WebhookSentRequest Request { get; init; }
    public int? StatusCode { get; init; }
    public string? Problem { get; init; }

    /// <summary>The first 16 KiB of the answer.</summary>
    public string? Response { get; init; }

    public required bool ResponseIsCut { get; init; }
}

/// <param name="Headers">Without signatures and without the values of custom headers.</param>
public sealed record WebhookSentRequest(string Url, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary><c>POST …/{id}/recover</c>: how many events go out again.</summary>
public sealed record WebhookRecoveryResponse(int Deliveries);

/// <summary><c>POST /api/publishing/test/webhook</c>.</summary>
public sealed record WebhookTestRequest
{
    public required Guid WebhookId { get; init; }

    /// <summary>Which event to send an example of; <c>post.published</c> when left out.</summary>
    public string? Event { get; init; }
}

/// <summary>What became of it; it is tried once and counts for nothing.</summary>
public sealed record WebhookTestResponse
{
    public required bool Delivered { get; init; }
    public required int DurationMs { get; init; }
    public int? StatusCode { get; init; }
    public string? Problem { get; init; }
    public string? Response { get; init; }
    public required bool ResponseIsCut { get; init; }
    public required WebhookSentRequest Request { get; init; }
}
