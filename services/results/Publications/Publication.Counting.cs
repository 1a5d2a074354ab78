using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Publications;

internal sealed partial class Publication
{
    /// <summary>As what the statistics have it; another status than this is moved over there, not added.</summary>
    public string? Counted { get; internal set; }

    /// <summary>Attempts up to this number are in the statistics.</summary>
    public int CountedAttempts { get; internal set; }

    /// <summary>Has it come to rest otherwise than it is counted? From here on it is counted so.</summary>
    internal Ending? TakeEnding()
    {
        if ((!PublicationStatus.IsFinal(Status) && Status != PublicationStatus.Unknown) || Counted == Status)
        {
            return null;
        }

        // Where no attempt ends with it, as in a cancel, the one that is awaited has not begun.
        var last = Math.Max(CountedAttempts, Effects.EndedAttempts is { Count: > 0 } ended ? ended.Max(attempt => attempt.Number) : Attempt - 1);
        var ending = new Ending(Id, WorkspaceId, Status, Counted, CountedAttempts, last);
        Counted = Status;
        CountedAttempts = last;
        return ending;
    }
}

/// <summary>A publication came to rest, and the statistics do not have it yet.</summary>
/// <param name="Was">What it is counted as so far; null where it is not.</param>
/// <param name="AfterAttempt">The attempts from the next one on are to be counted,</param>
/// <param name="LastAttempt">up to this one.</param>
internal sealed record Ending(Guid PublicationId, Guid WorkspaceId, string Status, string? Was, int AfterAttempt, int LastAttempt);
