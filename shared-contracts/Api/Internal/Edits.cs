namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary>
/// <c>POST /internal/ledger/edits</c> of results: may this worker write that text now? Yes once for each time that it was told, so a
/// message that comes a second time does not bring back an older text. Who missed the answer has to leave it: it is told again.
/// </summary>
public sealed record BeginEditRequest(Guid RevisionId, string Platform, int Try);

public sealed record BeginEditResponse(bool Granted);
