namespace ContentMultiplier.Benchmarks.Load;

/// <summary>What happened to each post of one load, by its number.</summary>
internal sealed class PostTimes(string name, int count)
{
    public const int Targets = 3;

    public string Name { get; } = name;

    public int Count { get; } = count;

    /// <summary>From the moment it should have been sent to the last byte of the answer, in milliseconds.</summary>
    public double[] Api { get; } = new double[count];

    /// <summary>How late it was sent: what this program, not the suite, is to blame for; part of <see cref="Api"/>.</summary>
    public double[] Lag { get; } = new double[count];

    public bool[] Accepted { get; } = new bool[count];

    public DateTimeOffset[] AnsweredAt { get; } = new DateTimeOffset[count];

    public DateTimeOffset?[] DueAt { get; } = new DateTimeOffset?[count];

    /// <summary>When the platform had the whole request, per target.</summary>
    public DateTimeOffset[] CalledAt { get; } = new DateTimeOffset[count * Targets];

    public int[] Calls { get; } = new int[count * Targets];

    public DateTimeOffset StartedAt { get; set; }

    public int AcceptedCount => Accepted.Count(accepted => accepted);

    /// <summary>Milliseconds from the 202, or from the due time where there is one, to each platform call.</summary>
    public IEnumerable<double> ToCall() => Each((post, target) => CalledAt[target] - (DueAt[post] ?? AnsweredAt[post]));

    /// <summary>Publications of accepted posts that the platform does not have exactly once.</summary>
    public int NotOnce() => Each((_, target) => target).Count(target => Calls[target] != 1)
        + Calls.Where((calls, target) => calls > 0 && !Accepted[target / Targets]).Count();

    private IEnumerable<double> Each(Func<int, int, TimeSpan> value) =>
        Each((post, target) => (post, target)).Where(one => Calls[one.target] > 0).Select(one => value(one.post, one.target).TotalMilliseconds);

    private IEnumerable<T> Each<T>(Func<int, int, T> value) =>
        from post in Enumerable.Range(0, Count)
        where Accepted[post]
        from slot in Enumerable.Range(0, Targets)
        select value(post, (post * Targets) + slot);
}
