namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>A delivery that this process alone may send until its lease ends.</summary>
internal sealed record ClaimedDelivery
{
    public required Guid Id { get; init; }
    public required Guid EndpointId { get; init; }
    public required Guid Lease { get; init; }

    /// <summary>The one that is to be made counts.</summary>
    public required int Tries { get; init; }

    /// <summary>Somebody asked for it again: how it ends says nothing about the health of the endpoint.</summary>
    public required bool IsReplay { get; init; }

    public required bool Enabled { get; init; }
    public required Target Target { get; init; }
    public required EventRow Event { get; init; }
}

/// <summary>Where to and how; headers and secrets are sealed.</summary>
internal sealed record Target(
    Guid WorkspaceId, Guid EndpointId, string Url, string Payload, string Headers, string[] HeaderNames, string[] Secrets);

/// <param name="NextDue">When the endpoints that were claimed from have something again.</param>
internal sealed record Claims(IReadOnlyList<ClaimedDelivery> Deliveries, IReadOnlyDictionary<Guid, DateTimeOffset> NextDue);

/// <param name="StatusCode">Null when no answer came.</param>
/// <param name="Problem">Null when it is delivered.</param>
internal sealed record SendOutcome(
    DateTimeOffset SentAt, TimeSpan Duration, int? StatusCode, string? Problem, string? Response, bool ResponseIsCut, TimeSpan? RetryAfter)
{
    public const string EndpointDisabled = "endpoint_disabled";

    public bool IsSuccess => Problem is null;

    /// <summary>The receiver says that it will never want anything again.</summary>
    public bool IsGone => StatusCode == StatusCodes.Status410Gone;

    public static SendOutcome Disabled(DateTimeOffset now) => new(now, TimeSpan.Zero, null, EndpointDisabled, null, false, null);
}

internal sealed record Finished(ClaimedDelivery Delivery, SendOutcome Outcome);
