namespace ContentMultiplier.Contracts.Api.Scheduling;

/// <summary><c>PUT /api/publishing/slots</c>: the weekly times at which an account's queue sends, in the place of those it had. None ends its queue.</summary>
public sealed record SlotsRequest
{
    public required Guid AccountId { get; init; }

    /// <summary>IANA zone: <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    public required IReadOnlyList<WeeklySlot> Slots { get; init; }
}

/// <param name="Day"><c>monday</c> to <c>sunday</c>.</param>
/// <param name="Time">As the clocks of the zone show it: <c>09:30</c>.</param>
public sealed record WeeklySlot(string Day, string Time);

/// <param name="NextFreeAt">Which slot mode <c>queue</c> would take now; null where there is none.</param>
public sealed record SlotsResponse(Guid AccountId, string TimeZone, IReadOnlyList<WeeklySlot> Slots, DateTimeOffset? NextFreeAt);

/// <summary><c>GET /api/publishing/slots</c>.</summary>
public sealed record SlotListResponse(IReadOnlyList<SlotsResponse> Items);
