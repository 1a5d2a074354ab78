namespace ContentMultiplier.Results.Tests.Model;

/// <summary>The platform: takes calls for a while after they left, and knows what it has.</summary>
internal sealed class Judge
{
    private readonly List<Call> _under = [];
    private readonly Dictionary<string, int> _accepted = [];

    public IReadOnlyDictionary<string, int> Accepted => _accepted;

    public bool IsIdle => _under.Count == 0;

    public void Take(Call call) => _under.Add(call);

    public bool Has(string step) => _accepted.ContainsKey(step);

    /// <summary>What has arrived by now stands there; its caller may be gone.</summary>
    public void Arrive(DateTimeOffset now)
    {
        foreach (var call in _under.FindAll(call => call.ArrivesAt <= now))
        {
            _under.Remove(call);
            if (call.IsTaken)
            {
                _accepted[call.Step] = _accepted.GetValueOrDefault(call.Step) + 1;
            }
        }
    }
}

/// <param name="Ending">What the caller hears of it, if it lives: one of <see cref="StepEnds"/>.</param>
/// <param name="ArrivesAt">When the platform has taken or refused it.</param>
internal sealed record Call(string Step, string Ending, bool IsTaken, DateTimeOffset ArrivesAt);

internal static class StepEnds
{
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    public const string NotSent = "not_sent";
    public const string Lost = "lost";
}
