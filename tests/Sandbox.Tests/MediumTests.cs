using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class MediumTests
{
    private SandboxServer server = null!;
    private JsonElement writer;
    private string token = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        writer = await server.ControlAsync("medium/writers", new { name = "writer", with_publication = true });
        token = writer.GetProperty("integration_token").GetString()!;
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [TestCase("users", "id")]
    [TestCase("publications", "publication_id")]
    public async Task A_story_is_accepted_with_its_first_three_tags(string place, string id)
    {
        var story = new { title = "Hello", contentFormat = "html", content = "<h1>Hello</h1>", tags = new[] { "a", new string('b', 26), "c", "d", "e" }, publishStatus = "draft" };
        var answer = (await PostAsync($"{place}/{writer.GetProperty(id)}/posts", story, 201)).GetProperty("data");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Is.EqualTo(new[] { "a", "c", "d" }));
            Assert.That(answer.GetProperty("publishStatus").GetString(), Is.EqualTo("draft"));
            Assert.That(answer.TryGetProperty("publishedAt", out _), Is.False);
            Assert.That(await server.CountAsync("platform=medium&account=writer"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Mistakes_strangers_and_dead_tokens_are_refused()
    {
        var path = $"users/{writer.GetProperty("id")}/posts";
        await PostAsync(path, new { title = "x", content = "x" }, 400);
        await PostAsync(path, new { title = "x", contentFormat = "html", content = "x", publishStatus = "live" }, 400);
        await PostAsync(path, new { contentFormat = "html", content = "x" }, 400);
        await PostAsync("users/somebody/posts", new { title = "x", contentFormat = "html", content = "x" }, 403);
        token = "dead";
        var error = await PostAsync(path, new { title = "x", contentFormat = "html", content = "x" }, 401);

        Assert.That(error.GetProperty("errors")[0].GetProperty("message").GetString(), Is.Not.Empty);
        Assert.That(await server.CountAsync(), Is.Zero);
    }

    private async Task<JsonElement> PostAsync(string path, object body, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/medium/v1/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Client.SendAsync(request);
        return await answer.ReadAsync(status);
    }
}
