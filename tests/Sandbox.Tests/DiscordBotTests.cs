using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class DiscordBotTests
{
    private SandboxServer server = null!;
    private DiscordBot bot = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        bot = await DiscordBot.CreateAsync(server);
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task An_enforced_nonce_is_one_message()
    {
        var first = await bot.PostAsync(new { content = "Hello", nonce = "n1", enforce_nonce = true });
        var again = await bot.PostAsync(new { content = "Hello", nonce = "n1", enforce_nonce = true });
        var other = await bot.PostAsync(new { content = "Hello", nonce = "n2", enforce_nonce = true });
        var loose = await bot.PostAsync(new { content = "Hello", nonce = "n1" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(IdOf(again), Is.EqualTo(IdOf(first)));
            Assert.That(again.GetProperty("nonce").GetString(), Is.EqualTo("n1"));
            Assert.That(new[] { IdOf(other), IdOf(loose) }, Has.None.EqualTo(IdOf(first)));
            Assert.That(await server.CountAsync($"platform=discord&account={bot.Name}"), Is.EqualTo(3));
        }
    }

    [Test]
    public async Task A_message_that_is_read_alone_tells_its_reactions()
    {
        var id = IdOf(await bot.PostAsync(new { content = "Hello" }));

        using var message = await bot.SendAsync(HttpMethod.Get, $"messages/{id}");
        using var other = await bot.SendAsync(HttpMethod.Get, "messages/1");

        var reactions = (await message.ReadAsync(200)).GetProperty("reactions");
        Assert.That(reactions.EnumerateArray().Sum(reaction => reaction.GetProperty("count").GetInt32()), Is.EqualTo(3));
        Assert.That((await other.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10008));
    }

    [Test]
    public async Task What_follows_an_id_is_listed_newest_first()
    {
        var ids = new List<string?>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(IdOf(await bot.PostAsync(new { content = $"{number}" })));
        }

        using var newest = await bot.SendAsync(HttpMethod.Get, "messages?limit=2");
        using var next = await bot.SendAsync(HttpMethod.Get, $"messages?limit=2&after={ids[0]}");
        using var none = await bot.SendAsync(HttpMethod.Get, $"messages?after={ids[4]}");
        using var wrong = await bot.SendAsync(HttpMethod.Get, "messages?limit=101");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await IdsAsync(newest), Is.EqualTo(new[] { ids[4], ids[3] }));
            Assert.That(await IdsAsync(next), Is.EqualTo(new[] { ids[2], ids[1] }));
            Assert.That(await IdsAsync(none), Is.Empty);
            Assert.That((await wrong.ReadAsync(400)).GetProperty("code").GetInt32(), Is.EqualTo(50035));
        }
    }

    [Test]
    public async Task A_message_is_edited_and_deleted()
    {
        var id = IdOf(await bot.PostAsync(new { content = "Hello" }));
        using var edited = await bot.SendAsync(HttpMethod.Patch, $"messages/{id}", new { content = "Changed" });
        using var tooLong = await bot.SendAsync(HttpMethod.Patch, $"messages/{id}", new { content = new string('a', 2001) });
        using var deleted = await bot.SendAsync(HttpMethod.Delete, $"messages/{id}");
        using var gone = await bot.SendAsync(HttpMethod.Delete, $"messages/{id}");
        using var listed = await bot.SendAsync(HttpMethod.Get, "messages");

        using (Assert.EnterMultipleScope())
        {
            var message = await edited.ReadAsync(200);
            Assert.That((message.GetProperty("content").GetString(), message.GetProperty("edited_timestamp").ValueKind), Is.EqualTo(("Changed", JsonValueKind.String)));
            Assert.That((await tooLong.ReadAsync(400)).GetProperty("code").GetInt32(), Is.EqualTo(50035));
            Assert.That((int)deleted.StatusCode, Is.EqualTo(204));
            Assert.That((await gone.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10008));
            Assert.That(await IdsAsync(listed), Is.Empty);
            Assert.That(await server.CountAsync($"platform=discord&account={bot.Name}"), Is.EqualTo(1), "it was accepted all the same");
        }
    }

    [Test]
    public async Task A_thread_has_the_id_of_its_message_and_takes_messages()
    {
        var id = IdOf(await bot.PostAsync(new { content = "Let us talk" }));
        using var started = await bot.SendAsync(HttpMethod.Post, $"messages/{id}/threads", new { name = "Talk", auto_archive_duration = 60 });
        using var twice = await bot.SendAsync(HttpMethod.Post, $"messages/{id}/threads", new { name = "Talk" });
        using var wrong = await bot.SendAsync(HttpMethod.Post, $"messages/{id}/threads", new { name = "", auto_archive_duration = 61 });
        var thread = await started.ReadAsync(201);
        var within = await (bot with { Channel = id! }).PostAsync(new { content = "Here" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(IdOf(thread), Is.EqualTo(id));
            Assert.That(thread.GetProperty("thread_metadata").GetProperty("auto_archive_duration").GetInt32(), Is.EqualTo(60));
            Assert.That((await twice.ReadAsync(400)).GetProperty("code").GetInt32(), Is.EqualTo(160004));
            Assert.That((await wrong.ReadAsync(400)).GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EquivalentTo(["name", "auto_archive_duration"]));
            Assert.That(within.GetProperty("channel_id").GetString(), Is.EqualTo(id));
        }
    }

    [Test]
    public async Task Strangers_and_other_channels_are_refused_and_faults_hit_the_bot_by_name()
    {
        using var stranger = await (bot with { Token = "nobody" }).SendAsync(HttpMethod.Post, "messages", new { content = "x" });
        using var elsewhere = await (bot with { Channel = "1" }).SendAsync(HttpMethod.Post, "messages", new { content = "x" });
        await server.ControlAsync("faults", new { platform = "discord", kind = "status", status = 403, account = bot.Name });
        using var refused = await bot.SendAsync(HttpMethod.Post, "messages", new { content = "x" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await stranger.ReadAsync(401)).GetProperty("code").GetInt32(), Is.Zero);
            Assert.That((await elsewhere.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10003));
            Assert.That((await refused.ReadAsync(403)).GetProperty("code").GetInt32(), Is.EqualTo(50013));
        }
    }

    [TestCase("""{"content": "x"}""", "", 220001)]
    [TestCase("""{"content": "x", "thread_name": "New"}""", "&thread_id=77", 220002)]
    [TestCase("""{"content": "x", "thread_name": "New"}""", "", null)]
    [TestCase("""{"content": "x"}""", "&thread_id=77", null)]
    public async Task A_forum_takes_nothing_without_a_thread(string message, string query, int? code)
    {
        var webhook = await server.ControlAsync("discord/webhooks", new { name = "Forum", forum = true });
        using var body = new StringContent(message, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync(
            $"/discord/api/v10/webhooks/{webhook.GetProperty("id")}/{webhook.GetProperty("token")}?wait=true{query}", body);

        var json = await answer.ReadAsync(code is null ? 200 : 400);
        Assert.That(code is null ? (int?)null : json.GetProperty("code").GetInt32(), Is.EqualTo(code));
        if (code is null)
        {
            Assert.That(json.GetProperty("channel_id").GetString(), Is.EqualTo(query.Length > 0 ? "77" : IdOf(json)), "an opened thread has the id of its first message");
        }
    }

    private static string? IdOf(JsonElement json) => json.GetProperty("id").GetString();

    private static async Task<IEnumerable<string?>> IdsAsync(HttpResponseMessage answer) =>
        (await answer.ReadAsync(200)).EnumerateArray().Select(IdOf).ToList();
}

internal sealed record DiscordBot(SandboxServer Server, string Name, string Token, string Channel)
{
    public static async Task<DiscordBot> CreateAsync(SandboxServer server)
    {
        var name = "herald-" + Guid.NewGuid().ToString("N")[..8];
        var bot = await server.ControlAsync("discord/bots", new { name });
        return new DiscordBot(server, name, bot.GetProperty("token").GetString()!, bot.GetProperty("channel_id").GetString()!);
    }

    public async Task<JsonElement> PostAsync(object message)
    {
        using var answer = await SendAsync(HttpMethod.Post, "messages", message);
        return await answer.ReadAsync(200);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) =>
        CallAsync(method, $"channels/{Channel}/{path}".TrimEnd('/'), body);

    public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/discord/api/v10/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bot", Token);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await Server.Client.SendAsync(request);
    }
}
