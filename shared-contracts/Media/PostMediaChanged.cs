namespace ContentMultiplier.Contracts.Media;

/// <summary>
/// Event: posts says which stored files a post holds from now on, in what it says and in what of it is published; none of
/// them may be deleted. Sent when a post with such files is written, changed or deleted.
/// </summary>
public sealed record PostMediaChanged
{
    /// <summary>The version of a post that is gone: nothing comes after it.</summary>
    public const long Deleted = long.MaxValue;

    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>All of them; those held before and not named are let go.</summary>
    public required IReadOnlyList<Guid> MediaIds { get; init; }

    /// <summary>Grows with every change of the post; an older one that arrives late says nothing.</summary>
    public required long Version { get; init; }
}
