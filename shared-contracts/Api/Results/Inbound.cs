namespace ContentMultiplier.Contracts.Api.Results;

/// <summary><c>POST /api/publishing/inbound</c>: an address at which a platform may tell what became of what was published.</summary>
public sealed record InboundRequest
{
    public required string Platform { get; init; }

    /// <summary>What the platform signs with, where it is known already: SendGrid's public key, the App Secret at Meta, Mailchimp's signing secret.</summary>
    public string? VerificationKey { get; init; }
}

/// <summary><c>PATCH /api/publishing/inbound/{id}</c>.</summary>
public sealed record InboundChange
{
    /// <summary>What the platform signs with from now on.</summary>
    public required string VerificationKey { get; init; }
}

public sealed record InboundResponse
{
    public required Guid Id { get; init; }
    public required string Platform { get; init; }

    /// <summary>For the platform's settings. It holds the key of the address, so it is in the answer that made it and in no other.</summary>
    public string? Url { get; init; }

    /// <summary>What Meta is told beside the address, and repeats; like it in the answer that made it and in no other.</summary>
    public string? VerifyToken { get; init; }

    /// <summary>Whether events are taken: where the platform always signs, not before the verification key is known.</summary>
    public required bool Ready { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the platform last told something that proved to be its word; to the minute.</summary>
    public DateTimeOffset? LastReceivedAt { get; init; }
}
