using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary>
/// <c>GET /internal/accounts</c> of auth, in the name of a user: the accounts of their workspace that can be published to, each as
/// its latest event says it. For who has not heard of an account yet.
/// </summary>
public sealed record WorkspaceAccountsResponse(IReadOnlyList<AccountConnected> Accounts);
