using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Contracts.Api.Internal;

/// <summary><c>POST /internal/ledger/claims</c> of results: may this worker post these publications?</summary>
public sealed record ClaimsRequest(IReadOnlyList<ClaimRequest> Claims);

/// <summary>One claim. Asking twice with the same <see cref="ClaimId"/> gives the same answer.</summary>
public sealed record ClaimRequest
{
    /// <summary>New for every delivery that a worker handles.</summary>
    public required Guid ClaimId { get; init; }

    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Platform { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>Of the command, for a publication that results has not heard of yet.</summary>
    public string? AccountName { get; init; }

    /// <summary>As <see cref="AccountName"/>.</summary>
    public string? ContentType { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The intent that rides along; ignored when that step is finished already.</summary>
    public StepIntent? Intent { get; init; }

    /// <summary>Nothing else is at work in the worker's process, nor will be until this has ended.</summary>
    public bool IsAlone { get; init; }
}

/// <summary>"I am about to make this call."</summary>
/// <param name="Post">Of a call that goes with a post which stands already, such as its first comment: that post.</param>
public sealed record StepIntent(string Name, string? Fingerprint = null, StandingPost? Post = null);

/// <param name="ExternalId">The platform's id of the post.</param>
/// <param name="ExternalUrl">Where people see it, if the platform tells.</param>
public sealed record StandingPost(string ExternalId, string? ExternalUrl);

public sealed record ClaimsResponse(IReadOnlyList<ClaimResponse> Claims);

public sealed record ClaimResponse
{
    public required Guid ClaimId { get; init; }

    /// <summary>One of <see cref="ClaimAnswers"/>.</summary>
    public required string Answer { get; init; }

    public long Fence { get; init; }

    /// <summary>How long the worker may act, counted from when it asked.</summary>
    public int LeaseMilliseconds { get; init; }

    /// <summary>The steps that need no call any more.</summary>
    public IReadOnlyList<StepResult> AcceptedSteps { get; init; } = [];
}

public static class ClaimAnswers
{
    public const string Granted = "granted";

    /// <summary>Somebody else holds it, it is over, unsettled or superseded: drop the message.</summary>
    public const string NotYours = "not_yours";

    /// <summary>Workers died of it, or beside it: ask again once nothing else is at work in the process.</summary>
    public const string OnlyAlone = "only_alone";
}

/// <summary><c>POST /internal/ledger/steps</c> of results: the end of one step and the intent of the next, in one call.</summary>
public sealed record StepsRequest(IReadOnlyList<StepRequest> Steps);

public sealed record StepRequest
{
    public required Guid PublicationId { get; init; }
    public required long Fence { get; init; }
    public IReadOnlyList<StepResult> Completed { get; init; } = [];
    public StepIntent? Intent { get; init; }
}

public sealed record StepsResponse(IReadOnlyList<StepResponse> Steps);

/// <param name="Granted">False when the fence is old or the step is not free: the worker must stop.</param>
/// <param name="LeaseMilliseconds">The lease, renewed.</param>
public sealed record StepResponse(Guid PublicationId, bool Granted, int LeaseMilliseconds);

/// <summary><c>POST /internal/publications/cancel</c> of results: decides, at once and for good, what is not sent.</summary>
public sealed record CancelPublicationsRequest(Guid PostId, IReadOnlyList<RequestedPublication> Publications);

/// <summary><c>POST /internal/publications/retry</c> of results: failed ones get another attempt, now.</summary>
/// <param name="PublicationIds">Those that may be sent again. One that a later publication to the same account replaced is left out.</param>
public sealed record RetryPublicationsRequest(Guid PostId, IReadOnlyList<Guid> PublicationIds);

public sealed record PublicationStates(IReadOnlyList<PublicationState> Publications);

/// <param name="Done">This very call moved it.</param>
public sealed record PublicationState(Guid PublicationId, string Platform, string Status, bool Done);

/// <summary><c>GET /internal/posts/{id}/publications</c> of posts: what results shows until it has heard of the post.</summary>
public sealed record PostPublications(Guid PostId, IReadOnlyList<KnownPublication> Publications);

public sealed record KnownPublication(
    Guid PublicationId, string Platform, Guid AccountId, string? AccountName, string Status, DateTimeOffset? DueAt);

/// <summary><c>POST /internal/credentials/{id}/lease</c> of auth, for workers. The id is an account's or a connection's in the making.</summary>
/// <param name="Platform">The worker's own slug; a credential of another platform answers 404.</param>
/// <param name="RejectedVersion">The version that the platform just refused with 401: forces one refresh.</param>
public sealed record LeaseCredentialRequest(string Platform, Guid WorkspaceId, long? RejectedVersion = null);

/// <summary>What a worker needs to speak for an account. Never a refresh token.</summary>
public sealed record CredentialLeaseResponse
{
    public required long Version { get; init; }

    /// <summary>The access token of an OAuth platform.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The fields of a key platform.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Null where it does not end by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? AccountExternalId { get; init; }
    public string? AccountName { get; init; }
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Keeps a log line from spelling the secret out.</summary>
    public override string ToString() => $"CredentialLeaseResponse {{ Version = {Version}, secrets hidden }}";
}

/// <summary>
/// <c>POST /internal/credentials/{id}/account-tokens</c> of auth, for workers: the tokens that single accounts of a connection
/// in the making have of their own. They never travel through the broker.
/// </summary>
public sealed record KeepAccountTokensRequest(string Platform, Guid WorkspaceId, IReadOnlyList<AccountToken> Tokens);

/// <param name="ExpiresAt">Null where it does not end by itself.</param>
public sealed record AccountToken(string ExternalId, string Token, DateTimeOffset? ExpiresAt = null)
{
    public override string ToString() => $"AccountToken {{ ExternalId = {ExternalId}, secret hidden }}";
}

/// <summary><c>POST /internal/tokens/service</c> of auth: a worker names itself and gets a service token.</summary>
public sealed record ServiceTokenRequest(string Name, string Secret)
{
    public override string ToString() => $"ServiceTokenRequest {{ Name = {Name} }}";
}

public sealed record ServiceTokenResponse(string Token, int ExpiresIn)
{
    public override string ToString() => $"ServiceTokenResponse {{ ExpiresIn = {ExpiresIn} }}";
}

/// <summary><c>POST /internal/tokens/exchange</c> of auth: who stands behind an API key or access token, for the gateway.</summary>
public sealed record TokenExchangeRequest(string Credential, Guid? WorkspaceId)
{
    public override string ToString() => "TokenExchangeRequest { hidden }";
}

public sealed record TokenExchangeResponse(
    Guid UserId, Guid WorkspaceId, string Role, IReadOnlyList<string> Scopes, Guid? ApiKeyId, Guid? SessionId = null,
    IReadOnlyList<string>? AllowedAddresses = null);
