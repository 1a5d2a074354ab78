using System.Diagnostics;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>One request is one trace, from the first process to the platform; and no report of a process tells a secret.</summary>
public sealed class TraceTests
{
    private static readonly string[] Services = ["gateway", "posts", "results", "publisher.twitter", "publisher.discord"];

    [Test]
    public async Task Request_is_one_trace_through_every_process_that_had_a_part_in_it()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        using var user = await suite.RegisterAsync();
        user.Http.DefaultRequestHeaders.Add("traceparent", $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01");
        ConnectedAccount[] accounts = [await user.ConnectTwitterAsync(), await user.ConnectDiscordAsync()];

        var trace = ActivityTraceId.CreateRandom();
        user.Http.DefaultRequestHeaders.Remove("traceparent");
        user.Http.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        var accepted = await user.PublishAsync(Publisher.NewText("Followed"), accounts);
        user.Http.DefaultRequestHeaders.Remove("traceparent");
        var status = await user.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);
        Assert.That(status.Status, Is.EqualTo("published"));

        var id = new byte[16];
        trace.CopyTo(id);
        await Eventually.BecomesTrueAsync(
            () => Services.All(service => suite.Telemetry.Exports.Any(export => export.Signal == "traces" && export.IsOf(service) && export.Contains(id))),
            Publisher.Patience,
            "each of these sent spans of the trace: " + string.Join(", ", Services));

        string[] secrets = [.. await suite.Sandbox.ReadSecretsAsync(), user.Http.DefaultRequestHeaders.Authorization!.Parameter!];
        Assert.That(secrets, Has.Length.GreaterThan(3));
        Assert.That(secrets.Where(secret => suite.Telemetry.Exports.Any(export => export.Contains(secret))), Is.Empty);
    }
}
