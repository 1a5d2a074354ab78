using System.Text.Json;

namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Command: send one publication. Posts sends it when the publication is wanted now; the exchange routes it
/// to the worker of <see cref="Platform"/>. Arriving twice is harmless: results decides who may post.
/// </summary>
public sealed record PublishPost
{
    public required Guid PublicationId { get; init; }
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The platform's slug, which is also the routing key.</summary>
    public required string Platform { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>What the account was called when it was requested; null from senders that do not say so.</summary>
    public string? AccountName { get; init; }

    /// <summary>Which dispatch this is, from 1. A claim for an older one than results knows is refused.</summary>
    public required int Attempt { get; init; }

    public string? ContentType { get; init; }
    public required PostContent Content { get; init; }

    /// <summary>The platform's own options, as its announced schema describes them.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>After this instant it must not be sent any more.</summary>
    public required DateTimeOffset NotAfter { get; init; }
}
