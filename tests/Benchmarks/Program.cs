using ContentMultiplier.Benchmarks;
using ContentMultiplier.Benchmarks.Report;
using ContentMultiplier.Benchmarks.Stages;
using ContentMultiplier.Local;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await using var bench = await Bench.StartAsync(options, stop.Token);
    if (options.Due)
    {
        var due = await new DueStage(bench, options).RunAsync(stop.Token);
        Console.WriteLine(BenchReport.Serialize(due));
        return due.IsExact ? 0 : 1;
    }

    if (options.Webhooks)
    {
        var webhooks = await new WebhookStage(bench, options).RunAsync(stop.Token);
        Console.WriteLine(BenchReport.Serialize(webhooks));
        return webhooks.IsWithinTarget ? 0 : 1;
    }

    if (options.Analytics)
    {
        var analytics = await new AnalyticsStage(bench, options).RunAsync(stop.Token);
        Console.WriteLine(BenchReport.Serialize(analytics));
        return analytics.IsWithinTarget ? 0 : 1;
    }

    var report = await new Plan(bench, options).RunAsync(stop.Token);
    Console.WriteLine(BenchReport.Serialize(report));
    return report.Check.Passed ? 0 : 1;
}
catch (LocalException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
