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

    /// <summary>Given up on before an answer came: the suite may have taken it or not.</summary>
    public bool[] Unanswered { get; } = new bool[count];

    public DateTimeOffset[] AnsweredAt { get; } = new DateTimeOffset[count];

    public DateTimeOffset?[] DueAt { get; } = new DateTimeOffset?[count];

    /// <summary>When the platform had the whole request, per target.</summary>
    public DateTimeOffset[] CalledAt { get; } = new DateTimeOffset[count * Targets];

    public int[] Calls { get; } = new int[count * Targets];

    public DateTimeOffset StartedAt { get; set; }

    public int AcceptedCount => Accepted.Count(accepted => accepted);

    /// <summary>Milliseconds from the 202, or from the due time where there is one, to each platform call.</summary>
    public IEnumerable<double> ToCall() => Each((post, target) => CalledAt[target] - (DueAt[post] ?? AnsweredAt[post]));

    /// <summary>Publications that the platform has too often, or of accepted posts too rarely.</summary>
    public int NotOnce() => Calls.Where((calls, target) => Accepted[target / Targets] ? calls != 1 : calls > Most(target / Targets)).Count();

    private int Most(int post) => Unanswered[post] ? 1 : 0;

    private IEnumerable<double> Each(Func<int, int, TimeSpan> value) =>
        Each((post, target) => (post, target)).Where(one => Calls[one.target] > 0).Select(one => value(one.post, one.target).TotalMilliseconds);

    private IEnumerable<T> Each<T>(Func<int, int, T> value) =>
        from post in Enumerable.Range(0, Count)
        where Accepted[post]
        from slot in Enumerable.Range(0, Targets)
        select value(post, (post * Targets) + slot);
}
