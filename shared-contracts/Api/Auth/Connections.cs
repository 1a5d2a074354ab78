namespace ContentMultiplier.Contracts.Api.Auth;

/// <summary>The accounts that are connected now; or those to choose from, and none is connected yet.</summary>
public sealed record ConnectedAccountsResponse(IReadOnlyList<AccountResponse> Accounts)
{
    /// <summary>Names the connection to <c>POST /api/publishing/auth/{platform}/accounts</c>; null when nothing is left to choose.</summary>
    public Guid? ConnectionId { get; init; }

    public IReadOnlyList<AccountChoice>? AccountsToChooseFrom { get; init; }
    public DateTimeOffset? ChooseBefore { get; init; }
}

/// <param name="AccountId">The platform's id, to be named in <c>account_ids</c>.</param>
/// <param name="Kind">What it is on the platform: <c>page</c>, <c>organization</c>, <c>person</c>…</param>
/// <param name="IsConnected">Choosing it again gives it the new consent.</param>
public sealed record AccountChoice(string AccountId, string Name, string? Kind, string? Url, string? AvatarUrl, bool IsConnected);

/// <param name="AccountIds">Which of <c>accounts_to_choose_from</c>; one choice per connection.</param>
public sealed record ChooseAccountsRequest(Guid ConnectionId, IReadOnlyList<string> AccountIds);

/// <summary>The fields that are new; the others stay as they are.</summary>
public sealed record RotateCredentialRequest(IReadOnlyDictionary<string, string> Fields)
{
    public override string ToString() => "RotateCredentialRequest { hidden }";
}
