using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

public sealed class SecrecyTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    [TestCase(200, Ending.Whole)]
    [TestCase(400, Ending.Whole)]
    [TestCase(401, Ending.Whole)]
    [TestCase(403, Ending.Whole)]
    [TestCase(429, Ending.Whole)]
    [TestCase(500, Ending.Whole)]
    [TestCase(200, Ending.CutChunk)]
    [TestCase(200, Ending.ResetBeforeAnswer)]
    [TestCase(200, Ending.Silence)]
    public async Task Row_94_no_secret_is_seen_in_logs_traces_or_messages(int status, Ending ending)
    {
        var scenario = Play();
        using var traces = new Traces();
        using var span = new Activity("test").Start();
        var echo = JsonSerializer.Serialize(new { message = $"Said {string.Join(" and ", scenario.Secrets)}" });
        scenario.Instead = (_, request) => status == 200 && ending == Ending.Whole
            ? null
            : new StandInAnswer(status, echo, ending);
        var worker = scenario.CreateWorker(new Dictionary<string, string?> { ["Publisher:RequestLimit"] = "00:00:01" });

        await worker.DeliverAsync(scenario.Message);
        await worker.DeliverAsync(scenario.Message with { Attempt = 2 });
        var discovered = await worker.Get<PlatformReader>().DiscoverAsync(
            new DiscoverAccounts { Platform = Platform.Slug, WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, default);

        var seen = scenario.Log.Lines
            .Concat(traces.Seen)
            .Concat(worker.Sent.Select(sent => JsonSerializer.Serialize(sent.Message, sent.Message.GetType())))
            .Concat(scenario.Ledger.Claims.Select(claim => JsonSerializer.Serialize(claim)))
            .Concat(scenario.Ledger.Steps.Select(step => JsonSerializer.Serialize(step)))
            .Append(JsonSerializer.Serialize(discovered))
            .ToList();
        Assert.Multiple(() =>
        {
            Assert.That(scenario.Secrets, Is.Not.Empty);
            Assert.That(seen, Is.Not.Empty);
            foreach (var secret in scenario.Secrets)
            {
                Assert.That(seen, Has.None.Contains(secret));
            }
        });
    }

    /// <summary>Every span of every source in this process.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ConcurrentQueue<string> _seen = new();
        private readonly ActivityListener _listener;

        public Traces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => _seen.Enqueue(
                    $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(item => item.Tags))} {string.Join(' ', activity.Baggage)}"),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyCollection<string> Seen => _seen;

        public void Dispose() => _listener.Dispose();
    }
}
