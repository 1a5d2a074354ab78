using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class JudgeTests
{
    private string file = null!;

    [SetUp]
    public void NameFile() => file = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}", "posts.jsonl");

    [TearDown]
    public void RemoveFile() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Test]
    public async Task Every_create_is_listed_and_is_one_line_of_the_file()
    {
        await using var server = await SandboxServer.StartAsync(file);
        var user = await server.SignInAsync("writer");
        var id = await user.TweetForIdAsync("Line\nbreak");
        using var discord = await server.SendToDiscordAsync(new { content = "Hi" });

        var listed = await server.Client.GetFromJsonAsync<JsonElement>("/_sandbox/posts?platform=twitter&account=writer&limit=5");
        var lines = await LinesAsync(2);

        var item = listed.GetProperty("items")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.GetProperty("total").GetInt32(), Is.EqualTo(1));
            Assert.That(item.GetProperty("id").GetString(), Is.EqualTo(id));
            Assert.That(item.GetProperty("text").GetString(), Is.EqualTo("Line\nbreak"));
            Assert.That(item.GetProperty("raw").GetString(), Does.Contain("Line"));
            Assert.That(item.GetProperty("arrived_unix_ms").GetDouble(), Is.GreaterThan(1.6e12));
            Assert.That(lines[0].GetProperty("platform").GetString(), Is.EqualTo("twitter"));
            Assert.That(lines[0].GetProperty("account").GetString(), Is.EqualTo("writer"));
            Assert.That(lines[0].GetProperty("reply_to").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(lines[1].GetProperty("text").GetString(), Is.EqualTo("Hi"));
        }
    }

    [Test]
    public async Task Posts_tokens_webhooks_and_deletions_survive_a_restart()
    {
        TwitterUser before;
        string kept;
        string deleted;
        JsonElement webhook;
        await using (var server = await SandboxServer.StartAsync(file))
        {
            before = await server.SignInAsync("writer");
            kept = await before.TweetForIdAsync("Kept");
            deleted = await before.TweetForIdAsync("Deleted");
            using var deletion = await before.SendAsync(HttpMethod.Delete, $"tweets/{deleted}");
            webhook = await server.ControlAsync("discord/webhooks", new { name = "News" });
        }

        await File.AppendAllTextAsync(file, "{\"platform\":\"twitter\",\"acc");

        await using var again = await SandboxServer.StartAsync(file);
        var user = before with { Server = again };
        using var reply = await user.TweetAsync("Reply", kept);
        using var same = await user.TweetAsync("Kept");
        using var news = await again.Client.GetAsync($"/discord/api/v10/webhooks/{webhook.GetProperty("id")}/{webhook.GetProperty("token")}");
        var lines = await LinesAsync(3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)reply.StatusCode, Is.EqualTo(201));
            Assert.That((int)same.StatusCode, Is.EqualTo(403));
            Assert.That((int)news.StatusCode, Is.EqualTo(200));
            Assert.That((await user.GetAsync($"tweets/{deleted}")).TryGetProperty("data", out _), Is.False);
            Assert.That(lines[^1].GetProperty("reply_to").GetString(), Is.EqualTo(kept));
        }
    }

    [Test]
    public async Task The_page_joins_threads_and_encodes_what_was_written()
    {
        await using var server = await SandboxServer.StartAsync(file);
        var user = await server.SignInAsync("writer");
        var first = await user.TweetForIdAsync("<script>alert(1)</script>");
        await user.TweetForIdAsync("Second", first);
        var page = await server.Client.GetStringAsync("/");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("&lt;script&gt;").And.Not.Contain("<script>"));
            Assert.That(page.Split("<article>"), Has.Length.EqualTo(2));
        }

        await LinesAsync(2);
    }

    [Test]
    public async Task Clearing_empties_the_memory_and_leaves_the_file()
    {
        await using var server = await SandboxServer.StartAsync(file);
        var user = await server.SignInAsync("writer");
        await user.TweetForIdAsync("Again");
        using var cleared = await server.Client.DeleteAsync("/_sandbox/posts");
        Assert.That(await server.CountAsync(), Is.Zero);
        await user.TweetForIdAsync("Again");
        await LinesAsync(2);
    }

    [Test]
    public async Task A_public_address_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var app = SandboxApplication.Build(["--urls=http://0.0.0.0:0"]);
        await Assert.ThrowsAsync<NotLoopbackException>(() => app.StartAsync());
        await using var allowed = SandboxApplication.Build(["--urls=http://0.0.0.0:0", "--Sandbox:AllowNonLoopback=true"]);
        await Assert.DoesNotThrowAsync(() => allowed.StartAsync());
    }

    private async Task<JsonElement[]> LinesAsync(int count)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            var lines = File.Exists(file) ? (await ReadAsync()).Select(Parse).OfType<JsonElement>().ToArray() : [];
            if (lines.Length >= count)
            {
                Assert.That(lines, Has.Length.EqualTo(count));
                return lines;
            }

            Assert.That(deadline.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), "the lines did not come");
            await Task.Delay(10);
        }
    }

    private async Task<string[]> ReadAsync()
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (await reader.ReadToEndAsync()).Split('\n');
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
