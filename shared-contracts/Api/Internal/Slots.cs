namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary><c>POST /internal/slots/take</c> of scheduler: the next free slot of each account.</summary>
/// <param name="IsTrial">Only says which they are; nothing is taken.</param>
public sealed record TakeSlotsRequest(IReadOnlyList<SlotWish> Wishes, bool IsTrial);

public sealed record SlotWish(Guid PublicationId, Guid AccountId);

public sealed record TakenSlots(IReadOnlyList<TakenSlot> Slots);

/// <param name="At">Null when the account has no slots, or none that is free.</param>
public sealed record TakenSlot(Guid PublicationId, DateTimeOffset? At);
