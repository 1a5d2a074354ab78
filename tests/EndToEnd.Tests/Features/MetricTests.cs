using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Dashboards and alerts ask for what the running suite sends, by the names that the document promises.</summary>
public sealed partial class MetricTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] Labels = ["http_route", "http_response_status_code", "db_client_connection_state"];

    private static string Folder => Path.Combine(Repository.Root, "deploy", "observability");

    [Test]
    public async Task Every_name_in_the_dashboards_and_alerts_is_sent_by_the_suite()
    {
        var asked = Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json").Append(Path.Combine(Folder, "alerts.yaml"))
            .SelectMany(file => Series().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Except(Labels, StringComparer.Ordinal)
            .Where(name => !name.StartsWith("rabbitmq_", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        Assert.That(asked, Has.Count.GreaterThan(15));

        var suite = await SuiteUnderTest.SharedAsync();
        using var user = await suite.RegisterAsync();
        var account = await user.ConnectDiscordAsync();
        var accepted = await user.PublishAsync(new()
        {
            Post = new() { Content = Publisher.NewText("Measured") },
            Targets = [new() { AccountId = account.Id }],
            Mode = "scheduled",
            ScheduledAt = TimeProvider.System.GetUtcNow().AddSeconds(6),
        });
        using (await user.Http.GetAsync(new Uri($"/api/publishing/events/{accepted.PostId}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            await user.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);
        }

        // Where it was, and now it is elsewhere: a stream that is taken up again reads for itself.
        using var again = await user.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/api/publishing/events") { Headers = { { "Last-Event-ID", "1:1:" } } }, HttpCompletionOption.ResponseHeadersRead);
        await PublishWhatFailsAsync(suite, user, account);
        await DeliverAsync(suite);

        HashSet<string> missing = [];
        await Eventually.BecomesTrueAsync(
            () =>
            {
                var sent = suite.Telemetry.Exports.Where(export => export.Signal == "metrics").SelectMany(MetricNames.In);
                missing = [.. asked.Except(sent, StringComparer.Ordinal)];
                return missing.Count == 0;
            },
            Patience,
            "every name has been sent");
    }

    [Test]
    public void The_document_names_every_instrument_of_the_suites_own()
    {
        var document = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var made = Directory.GetFiles(Path.Combine(Repository.Root, "services"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToList();

        Assert.That(made, Has.Count.GreaterThan(8));
        Assert.That(made.Where(name => !document.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Every_runbook_that_an_alert_names_is_there() => Assert.That(
        Runbook().Matches(File.ReadAllText(Path.Combine(Folder, "alerts.yaml"))).Select(match => match.Groups["file"].Value)
            .Where(file => !File.Exists(Path.Combine(Repository.Root, file))),
        Is.Empty);

    private static async Task DeliverAsync(SuiteUnderTest suite)
    {
        await using var receiver = await EventReceiver.StartAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        var made = await user.Http.CallAsync(
            HttpMethod.Post, "/api/publishing/webhooks", JsonSerializer.Serialize(new { url = receiver.Address + "/hooks", events = new[] { "account.connected" } }));
        Assert.That(made.Status, Is.EqualTo(System.Net.HttpStatusCode.Created), made.ToString());
        await user.ConnectDiscordAsync(suite);
        await Eventually.BecomesTrueAsync(() => receiver.Heard.Any(), Patience);
    }

    private static async Task PublishWhatFailsAsync(SuiteUnderTest suite, SuiteClient user, ConnectedAccount account)
    {
        await suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "status", status = 403, account = account.SandboxName });
        var refused = await user.PublishAsync(Publisher.NewText("Refused"), account);
        await user.WaitUntilSettledAsync(refused.PostId, Publisher.Patience);
    }

    /// <summary>Names of series as Prometheus has them, not of labels or functions.</summary>
    [GeneratedRegex(@"\b(publication|publisher|scheduler|webhook|outbox|live|http|db|dotnet|messaging|rabbitmq)_[a-z_]+(?=\{|\[|\)|\\?"" *,|$| )", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Series();

    [GeneratedRegex("Meter\\.Create\\w+(<\\w+>)?\\(\\s*\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instrument();

    [GeneratedRegex("runbook: (?<file>\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Runbook();
}
