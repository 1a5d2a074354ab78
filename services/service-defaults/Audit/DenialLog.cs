using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Audit;

namespace ContentMultiplier.ServiceDefaults.Audit;

/// <summary>
/// Counts what was not allowed until it is reported. However many different things somebody tries, a workspace gets a bounded
/// number of entries at a time, and so do all of them together: the rest is counted in one.
/// </summary>
public sealed class DenialLog(TimeProvider time)
{
    internal const int MostKindsOfWorkspace = 20;
    internal const int MostKinds = 500;
    internal const string Others = "others";

    private readonly Lock _lock = new();
    private readonly Dictionary<Denial, Tally> _tallies = [];
    private readonly Dictionary<Guid, int> _kinds = [];

    public void Add(Denial denial)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_tallies.ContainsKey(denial))
            {
                denial = Bounded(denial);
            }

            _tallies[denial] = _tallies.TryGetValue(denial, out var tally) ? tally with { Count = tally.Count + 1 } : new(now, 1);
        }
    }

    /// <summary>What was counted since the last time.</summary>
    internal IReadOnlyList<DeniedTries> Take()
    {
        lock (_lock)
        {
            DeniedTries[] taken = [.. _tallies.Select(counted => Describe(counted.Key, counted.Value))];
            _tallies.Clear();
            _kinds.Clear();
            return taken;
        }
    }

    private static DeniedTries Describe(Denial denial, Tally tally) => new()
    {
        WorkspaceId = denial.WorkspaceId,
        Action = denial.Action,
        SubjectType = denial.SubjectType,
        SubjectId = denial.SubjectId,
        Reason = denial.Reason,
        By = denial.UserId is { } user ? new Requester(user, denial.ApiKeyId, denial.Network) : null,
        Network = denial.Network,
        FirstAt = tally.FirstAt,
        Count = tally.Count,
    };

    private Denial Bounded(Denial denial)
    {
        var kinds = _kinds.GetValueOrDefault(denial.WorkspaceId);
        if (_tallies.Count >= MostKinds)
        {
            return new Denial(denial.Action, Others, Others, Others);
        }

        if (kinds >= MostKindsOfWorkspace)
        {
            return new Denial(denial.Action, Others, Others, Others) { WorkspaceId = denial.WorkspaceId };
        }

        _kinds[denial.WorkspaceId] = kinds + 1;
        return denial;
    }

    private sealed record Tally(DateTimeOffset FirstAt, long Count);
}
