using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class DiscordTests
{
    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_message_is_read_edited_and_deleted()
    {
        using var created = await server.SendToDiscordAsync(new { content = "Hello", username = "Robot" }, "?wait=true&thread_id=77");
        var message = await created.ReadAsync(200);
        var path = $"{SandboxServer.DiscordPath}/messages/{message.GetProperty("id")}";
        using var edited = await server.Client.PatchAsJsonAsync(path, new { content = "Changed" });
        var read = await server.Client.GetFromJsonAsync<JsonElement>(path);
        using var deleted = await server.Client.DeleteAsync(path);
        using var gone = await server.Client.GetAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.GetProperty("channel_id").GetString(), Is.EqualTo("77"));
            Assert.That(message.GetProperty("author").GetProperty("username").GetString(), Is.EqualTo("Robot"));
            Assert.That(created.Headers.Contains("X-RateLimit-Remaining"), Is.True);
            Assert.That((int)edited.StatusCode, Is.EqualTo(200));
            Assert.That(read.GetProperty("content").GetString(), Is.EqualTo("Changed"));
            Assert.That(read.GetProperty("edited_timestamp").ValueKind, Is.EqualTo(JsonValueKind.String));
            Assert.That((int)deleted.StatusCode, Is.EqualTo(204));
            Assert.That((await gone.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10008));
            Assert.That(await server.CountAsync("platform=discord"), Is.EqualTo(1), "a deletion does not undo that it was accepted");
        }
    }

    [Test]
    public async Task Without_wait_there_is_no_body()
    {
        using var answer = await server.SendToDiscordAsync(new { content = "Hello" }, "");
        Assert.That((int)answer.StatusCode, Is.EqualTo(204));
        Assert.That(await server.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_new_webhook_works_and_others_do_not()
    {
        var webhook = await server.ControlAsync("discord/webhooks", new { name = "News" });
        var id = webhook.GetProperty("id").GetString();
        var prefix = "/discord/api/v10/webhooks/";
        using var right = await server.Client.PostAsJsonAsync($"{prefix}{id}/{webhook.GetProperty("token")}", new { content = "x" });
        using var wrongToken = await server.Client.PostAsJsonAsync($"{prefix}{id}/nonsense", new { content = "x" });
        using var unknown = await server.Client.PostAsJsonAsync($"{prefix}1/nonsense", new { content = "x" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(webhook.GetProperty("url").GetString(), Does.StartWith("https://discord.com/api/webhooks/" + id));
            Assert.That((int)right.StatusCode, Is.EqualTo(204));
            Assert.That((await wrongToken.ReadAsync(401)).GetProperty("code").GetInt32(), Is.EqualTo(50027));
            Assert.That((await unknown.ReadAsync(404)).GetProperty("code").GetInt32(), Is.EqualTo(10015));
        }
    }

    [Test]
    public async Task Each_mistake_is_named_where_it_is()
    {
        var error = await RefusedAsync(new
        {
            content = new string('a', 2001),
            username = "Discord fan",
            embeds = new object[] { new { title = new string('t', 257), fields = new[] { new { name = "", value = "v" } } } },
        });

        var errors = error.GetProperty("errors");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error.GetProperty("code").GetInt32(), Is.EqualTo(50035));
            Assert.That(CodeAt(errors, "content"), Is.EqualTo("BASE_TYPE_MAX_LENGTH"));
            Assert.That(CodeAt(errors, "username"), Is.EqualTo("USERNAME_INVALID_CONTAINS"));
            Assert.That(CodeAt(errors, "embeds", "0", "title"), Is.EqualTo("BASE_TYPE_MAX_LENGTH"));
            Assert.That(CodeAt(errors, "embeds", "0", "fields", "0", "name"), Is.EqualTo("BASE_TYPE_REQUIRED"));
        }
    }

    [Test]
    public async Task Embeds_are_limited_together()
    {
        var embeds = Enumerable.Range(0, 2).Select(_ => new { description = new string('d', 3500) });
        var error = await RefusedAsync(new { embeds });
        Assert.That(CodeAt(error.GetProperty("errors"), "embeds"), Is.EqualTo("MAX_EMBED_SIZE_EXCEEDED"));
    }

    [TestCase("{\"content\":\" \"}", 50006)]
    [TestCase("{\"content\":\"x\",\"thread_name\":\"new\"}", 220003)]
    [TestCase("{\"content\":", 50109)]
    [TestCase("{\"content\":\"\\ud800\"}", 50109)]
    public async Task Other_mistakes_have_their_own_code(string body, int code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync(SandboxServer.DiscordPath, content);
        Assert.That((await answer.ReadAsync(400)).GetProperty("code").GetInt32(), Is.EqualTo(code));
    }

    private static string? CodeAt(JsonElement errors, params string[] path)
    {
        var place = path.Aggregate(errors, (here, name) => here.GetProperty(name));
        return place.GetProperty("_errors")[0].GetProperty("code").GetString();
    }

    private async Task<JsonElement> RefusedAsync(object message)
    {
        using var answer = await server.SendToDiscordAsync(message);
        return await answer.ReadAsync(400);
    }
}
