using System.Globalization;

namespace ContentMultiplier.Benchmarks;

/// <summary>What a run measures and for how long.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: ./tests/bench [--quick] [--rate N] [--seconds N] [--idle N] [--no-steps] [--statements] [--keep-logs]
               ./tests/bench --due [--rounds N] [--keep-logs]
               ./tests/bench --webhooks [--seconds N] [--keep-logs]
               ./tests/bench --analytics [--rounds N] [--keep-logs]

          --quick      a short run to see that everything works: its figures are rough
          --rate       posts a second of the steady and the scheduled stage (350: 70 % of the target)
          --seconds    length of the steady stage (25); the other loads are derived from it
          --idle       seconds without work in which the idle processor time is measured (30)
          --no-steps   leave out the search for the highest rate
          --statements what the database spends the steady stage on (costs a little; plans of slow statements are in the kept logs)
          --due        only what coming due costs: beside a thousand and a million waiting rows, and ten thousand at one instant
          --webhooks   only webhooks: one endpoint that hangs among a thousand good ones, 200 events a second
          --analytics  only analytics: a month's and a year's overview of ten million publications
          --rounds     how often each of the two is repeated; the middle one counts (7)
          --keep-logs  leave data and logs of the suite under .local/
        """;

    /// <summary>The target is 500 posts a second; latencies are judged at 70 % of it.</summary>
    public double Rate { get; init; } = 350;

    public int Seconds { get; init; } = 25;

    public int IdleSeconds { get; init; } = 30;

    public int Singles { get; init; } = 20;

    public bool Steps { get; init; } = true;

    /// <summary>The broker's counters are up to half a minute old, so counting messages costs that time after each counted load.</summary>
    public bool CountMessages { get; init; } = true;

    public bool Statements { get; init; }

    public bool KeepLogs { get; init; }

    public bool Due { get; init; }

    public bool Webhooks { get; init; }

    public bool Analytics { get; init; }

    /// <summary>Whether the whole way of a post is measured.</summary>
    public bool IsWhole => !Due && !Webhooks && !Analytics;

    public int Rounds { get; init; } = 7;

    public TimeSpan Steady => TimeSpan.FromSeconds(Seconds);

    /// <summary>Until the compilers of all processes are done with what is run often.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Max(20, Seconds * 1.4));

    public TimeSpan Step => TimeSpan.FromSeconds(Math.Max(5, Seconds * 0.32));

    public static BenchOptions? Parse(string[] args)
    {
        var options = args.Contains("--quick")
            ? new BenchOptions { Seconds = 10, IdleSeconds = 10, Singles = 10, CountMessages = false }
            : new BenchOptions();

        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
            switch (args[i])
            {
                case "--quick":
                    continue;
                case "--no-steps":
                    options = options with { Steps = false };
                    continue;
                case "--statements":
                    options = options with { Statements = true };
                    continue;
                case "--keep-logs":
                    options = options with { KeepLogs = true };
                    continue;
                case "--due":
                    options = options with { Due = true };
                    continue;
                case "--webhooks":
                    options = options with { Webhooks = true };
                    continue;
                case "--analytics":
                    options = options with { Analytics = true };
                    continue;
                case "--rounds" when next >= 1:
                    options = options with { Rounds = (int)next };
                    break;
                case "--rate" when next > 0:
                    options = options with { Rate = next };
                    break;
                case "--seconds" when next >= 1:
                    options = options with { Seconds = (int)next };
                    break;
                case "--idle" when next >= 1:
                    options = options with { IdleSeconds = (int)next };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }
}
