using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Contracts.Api.Auth;

/// <param name="Invitation">The token of an invitation to a workspace: lets its holder in where registration is closed.</param>
public sealed record RegisterRequest(string Email, string Password, string Name, string? Invitation = null)
{
    public override string ToString() => "RegisterRequest { hidden }";
}

/// <summary><c>code</c>, of the authenticator app or a recovery code, is needed when a second factor is on.</summary>
public sealed record LoginRequest(string Email, string Password, string? Code = null)
{
    public override string ToString() => "LoginRequest { hidden }";
}

public sealed record RefreshRequest(string RefreshToken)
{
    public override string ToString() => "RefreshRequest { hidden }";
}

public sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken)
{
    public override string ToString() => "TokenResponse { hidden }";
}

public sealed record WorkspaceMembership(Guid WorkspaceId, string Name, string Role);

public sealed record MeResponse(Guid UserId, string Email, string Name, IReadOnlyList<WorkspaceMembership> Workspaces);

/// <param name="AllowedAddresses">Addresses and networks (CIDR) that the key may be used from; left out: from everywhere.</param>
public sealed record CreateApiKeyRequest(
    string Name, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null, IReadOnlyList<string>? AllowedAddresses = null);

/// <summary>The only answer that ever shows the key.</summary>
public sealed record CreatedApiKeyResponse(
    Guid Id, string Name, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, IReadOnlyList<string> AllowedAddresses)
{
    public override string ToString() => $"CreatedApiKeyResponse {{ Id = {Id} }}";
}

public sealed record ApiKeyResponse(
    Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    IReadOnlyList<string> AllowedAddresses);

public sealed record StartConnectionResponse(string AuthorizationUrl, string State, DateTimeOffset ExpiresAt);

public sealed record CompleteConnectionRequest(string? Code = null, string? State = null, string? Error = null, string? Iss = null)
{
    public override string ToString() => "CompleteConnectionRequest { hidden }";
}

public sealed record ConnectCredentialRequest(string Platform, IReadOnlyDictionary<string, string> Fields)
{
    public override string ToString() => $"ConnectCredentialRequest {{ Platform = {Platform} }}";
}

/// <summary>An account, never with a secret. <c>health</c> is <c>ok</c> or <c>needs_attention</c>.</summary>
public sealed record AccountResponse
{
    public required Guid AccountId { get; init; }
    public required string Platform { get; init; }
    public required string Name { get; init; }
    public required string ExternalId { get; init; }
    public string? Url { get; init; }
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the access ends unless a person connects the account again; null where it renews itself or does not end.</summary>
    public DateTimeOffset? ReconnectBefore { get; init; }

    public required string Health { get; init; }
    public string? HealthDetail { get; init; }
    public required DateTimeOffset ConnectedAt { get; init; }
}
