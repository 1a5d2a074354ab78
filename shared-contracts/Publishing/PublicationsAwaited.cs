namespace ContentMultiplier.Contracts.Publishing;

/// <summary>
/// Event: posts has not seen these publications end. Whatever was lost on the way, results then knows of them, says where each
/// stands (<see cref="PublicationsChanged"/>, with the version it has) and has what did not begin scheduled again.
/// </summary>
public sealed record PublicationsAwaited
{
    public required IReadOnlyList<AwaitedPost> Posts { get; init; }
}

public sealed record AwaitedPost
{
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>Those that have not ended, as they were requested.</summary>
    public required IReadOnlyList<RequestedPublication> Publications { get; init; }
}
