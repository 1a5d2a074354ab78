using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests.Discord;

/// <summary>What proves a bot's message, and what a bot and a webhook do not have in common.</summary>
public sealed class DiscordBotTests
{
    private const string Author = "523456789012345678";
    private const string Channel = "323456789012345678";

    private readonly List<IAsyncDisposable> _open = [];

    [TearDown]
    public async Task DisposeAll()
    {
        foreach (var item in _open)
        {
            await item.DisposeAsync();
        }

        _open.Clear();
    }

    [Test]
    public async Task The_nonce_is_short_enforced_and_the_same_when_it_is_sent_again()
    {
        var scenario = Play("bot");
        var nonces = new List<string>();
        scenario.Instead = (_, request) =>
        {
            var sent = JsonNode.Parse(request.Body)!;
            Assert.That(sent["enforce_nonce"]!.GetValue<bool>(), Is.True);
            nonces.Add(sent["nonce"]!.GetValue<string>());
            return nonces.Count == 1 ? new StandInAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "0" } } : null;
        };

        await scenario.PublishAsync();
        await scenario.CreateWorker().DeliverAsync(scenario.Message with { Attempt = 2 });
        await scenario.CreateWorker().DeliverAsync(scenario.Message with { PublicationId = Guid.CreateVersion7() });

        Assert.That(nonces, Has.Count.EqualTo(3).And.All.Length.LessThanOrEqualTo(25));
        Assert.That(nonces[1], Is.EqualTo(nonces[0]));
        Assert.That(nonces[2], Is.Not.EqualTo(nonces[0]));
    }

    /// <summary>Per bot; of webhooks, which come without one, per address of the network.</summary>
    [TestCase("bot", false)]
    [TestCase("", true)]
    public async Task The_global_limit_is_of_the_bot_or_of_all_webhooks(string kind, bool isForApplication)
    {
        foreach (var (body, headers) in new[]
        {
            ("""{"message":"You are being rate limited.","retry_after":9.5,"global":true}""", new Dictionary<string, string> { ["Retry-After"] = "10" }),
            ("{}", new Dictionary<string, string> { ["Retry-After"] = "10", ["X-RateLimit-Global"] = "true" }),
        })
        {
            var scenario = Play(kind);
            scenario.Instead = (_, _) => new StandInAnswer(429, body) { Headers = headers };
            var worker = scenario.CreateWorker();

            var outcome = await worker.DeliverAsync(scenario.Message);

            Assert.That((outcome!.Category, outcome.IsForApplication), Is.EqualTo((FailureCategories.RateLimited, isForApplication)));
            Assert.That(worker.Get<AccountPacing>().NotBefore(CallKind.Revision, scenario.Message.AccountId), Is.EqualTo(outcome.RetryNotBefore));
        }
    }

    [Test]
    public async Task A_bucket_is_of_the_account_and_its_creates()
    {
        var scenario = Play("bot");
        scenario.Instead = (_, _) => new StandInAnswer(429, """{"message":"You are being rate limited.","retry_after":9.5,"global":false}""")
        {
            Headers = new Dictionary<string, string> { ["Retry-After"] = "10", ["X-RateLimit-Bucket"] = "abcd1234", ["X-RateLimit-Scope"] = "user" },
        };
        var worker = scenario.CreateWorker();

        var outcome = await worker.DeliverAsync(scenario.Message);

        Assert.That((outcome!.Category, outcome.IsForApplication), Is.EqualTo((FailureCategories.RateLimited, false)));
        Assert.That(worker.Get<AccountPacing>().NotBefore(CallKind.Revision, scenario.Message.AccountId), Is.Null);
    }

    [Test]
    public async Task A_nonce_is_proof_whatever_else_fits()
    {
        var (scenario, nonce) = await LoseAsync();

        var finding = await ReadAsync(scenario, Message("1", scenario.Case.Content.Text), Message("2", "changed since", nonce), Message("3", scenario.Case.Content.Text));

        Assert.That((finding.Finding, finding.Found?.ExternalId), Is.EqualTo((ReconcileFindings.Found, "2")));
    }

    [Test]
    public async Task The_same_text_twice_is_for_a_person()
    {
        var (scenario, _) = await LoseAsync();

        var finding = await ReadAsync(scenario, Message("1", scenario.Case.Content.Text), Message("2", scenario.Case.Content.Text));

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Ambiguous));
        Assert.That(finding.Detail, Does.Contain("1, 2"));
    }

    [Test]
    public async Task An_empty_list_proves_nothing()
    {
        var (scenario, _) = await LoseAsync();

        var finding = await ReadAsync(scenario);

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Unreadable));
    }

    [TestCase(200, ReconcileFindings.Found)]
    [TestCase(404, ReconcileFindings.Absent)]
    [TestCase(500, ReconcileFindings.Unreadable)]
    public async Task A_thread_is_looked_for_under_the_id_of_its_message(int status, string finding)
    {
        var scenario = Play("bot", "a message with a thread");
        scenario.Instead = (call, _) => call.Step == "thread" ? new StandInAnswer(500) : null;
        await scenario.PublishAsync();
        var id = scenario.Case.Published.ExternalId;
        scenario.Expect([new SampleCall { Method = "GET", Path = $"/api/v10/channels/{id}", Status = status, Answer = Json(new { id, type = 11, name = "Talk" }) }], scenario.Case.Credential);

        var read = await scenario.ReconcileAsync("thread", fingerprint: null);

        Assert.That(read.Finding, Is.EqualTo(finding), read.Detail);
    }

    [TestCase("bot", """{"username": "Robot", "avatar_url": "https://example.com/a.png"}""", "options.username", "options.avatar_url")]
    [TestCase("bot", """{"thread_id": "623456789012345678", "thread_name": "Talk"}""", "options.thread_name")]
    [TestCase("bot", """{"auto_archive_minutes": 60}""", "options.auto_archive_minutes")]
    [TestCase("", """{"thread_name": "Talk", "auto_archive_minutes": 60}""", "options.auto_archive_minutes")]
    public async Task What_the_account_cannot_do_is_refused_before_any_call(string kind, string options, params string[] fields)
    {
        var scenario = Play(kind);

        var outcome = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Options = JsonElement.Parse(options) });

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(fields, Is.All.Matches<string>(field => outcome.Detail!.Contains(field!, StringComparison.Ordinal)), outcome.Detail);
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [TestCase(0, null)]
    [TestCase(5, null)]
    [TestCase(4, FailureCategories.InvalidContent)]
    [TestCase(15, FailureCategories.InvalidContent)]
    public async Task A_channel_without_messages_cannot_be_connected(int type, string? category)
    {
        var scenario = Play("bot");
        var sample = scenario.Sample.Discovery!;
        scenario.Expect(
            [sample.Calls[0], sample.Calls[1] with { Answer = Json(new { id = Channel, type, guild_id = "223456789012345678", name = "x" }) }], sample.Credential);

        var found = await scenario.CreateWorker().Get<PlatformReader>().DiscoverAsync(
            new() { Platform = "discord", WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, default);

        Assert.That(found.Category, Is.EqualTo(category), found.Detail);
    }

    private Scenario Play(string kind, string? name = null)
    {
        var scenario = new Scenario(PlatformUnderTest.All.Single(platform => platform.ToString() == (kind.Length == 0 ? "discord" : $"discord.{kind}")), name);
        _open.Add(scenario);
        return scenario;
    }

    private async Task<(Scenario Scenario, string Nonce)> LoseAsync()
    {
        var scenario = Play("bot");
        var nonce = "";
        scenario.Instead = (_, request) =>
        {
            nonce = JsonNode.Parse(request.Body)!["nonce"]!.GetValue<string>();
            return new StandInAnswer(500);
        };
        var outcome = await scenario.PublishAsync();
        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
        return (scenario, nonce);
    }

    private static async Task<PublicationReconciled> ReadAsync(Scenario scenario, params object[] messages)
    {
        scenario.Expect([new SampleCall { Method = "GET", Path = $"/api/v10/channels/{Channel}/messages", Answer = Json(messages) }], scenario.Case.Credential);
        return await scenario.ReconcileAsync("message", scenario.Ledger.Claims.Last().Intent!.Fingerprint);
    }

    private static object Message(string id, string text, string? nonce = null) =>
        new { id, type = 0, content = text, channel_id = Channel, author = new { id = Author }, nonce };

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
