using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class WordpressTests
{
    private const string Own = "/wordpress/site-host/wp-json/wp/v2/";
    private SandboxServer server = null!;
    private AuthenticationHeaderValue author = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        author = Basic("sandbox", "sand sand boxs boxs sand sand");
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_draft_is_found_by_its_slug_and_then_placed()
    {
        var draft = await SendAsync(HttpMethod.Post, Own + "posts", new { title = "Hello", content = "<p>x</p>", slug = "cm-1", status = "draft" }, 201);
        var found = await SendAsync(HttpMethod.Get, Own + "posts?slug=cm-1&status=any&context=edit");
        var placed = await SendAsync(HttpMethod.Post, $"{Own}posts/{draft.GetProperty("id")}", new { slug = "", status = "publish" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(found[0].GetProperty("id").GetInt64(), Is.EqualTo(draft.GetProperty("id").GetInt64()));
            Assert.That(draft.GetProperty("link").GetString(), Does.Contain("?p="));
            Assert.That(placed.GetProperty("link").GetString(), Is.EqualTo("https://sandbox-wordpress.example/hello/"));
            Assert.That((await SendAsync(HttpMethod.Get, Own + "posts?slug=cm-1&status=any&context=edit")).GetArrayLength(), Is.Zero);
            Assert.That(await server.CountAsync("platform=wordpress"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_slug_that_is_taken_gets_a_number()
    {
        await SendAsync(HttpMethod.Post, Own + "posts", new { title = "a", slug = "same" }, 201);
        var second = await SendAsync(HttpMethod.Post, Own + "posts", new { title = "b", slug = "same" }, 201);
        Assert.That(second.GetProperty("slug").GetString(), Is.EqualTo("same-2"));
    }

    [TestCase("publish", "2037-01-01T00:00:00", "future")]
    [TestCase("future", "2020-01-01T00:00:00", "publish")]
    public async Task The_date_decides_between_published_and_future(string status, string date, string becomes)
    {
        var post = await SendAsync(HttpMethod.Post, Own + "posts", new { title = "x", status, date_gmt = date }, 201);
        Assert.That(post.GetProperty("status").GetString(), Is.EqualTo(becomes));
    }

    [Test]
    public async Task What_does_not_exist_is_lost_without_a_word()
    {
        var post = await SendAsync(HttpMethod.Post, Own + "posts", new { title = "x", categories = new[] { 99999 }, featured_media = 99999, nonsense = 1 }, 201);
        Assert.That(post.GetProperty("categories").GetArrayLength(), Is.Zero);
        Assert.That(post.GetProperty("featured_media").GetInt64(), Is.Zero);
    }

    [TestCase("{\"title\":\"x\",\"status\":\"live\"}", "rest_invalid_param")]
    [TestCase("{\"title\":\"x\",\"categories\":[\"News\"]}", "rest_invalid_param")]
    [TestCase("{\"title\":\"x\",\"date_gmt\":\"tomorrow\"}", "rest_invalid_param")]
    [TestCase("{}", "empty_content")]
    [TestCase("{\"title\":", "rest_invalid_json")]
    public async Task Mistakes_are_refused(string body, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Own + "posts") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = author;
        using var answer = await server.Client.SendAsync(request);
        var error = await answer.ReadAsync(400);
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(error.GetProperty("data").GetProperty("status").GetInt32(), Is.EqualTo(400));
    }

    [Test]
    public async Task A_wrong_password_is_nobody_and_reads_what_everybody_may()
    {
        author = Basic("sandbox", "wrong");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await SendAsync(HttpMethod.Get, Own + "posts")).GetArrayLength(), Is.Zero);
            Assert.That(await CodeAsync(HttpMethod.Get, Own + "users/me", null, 401), Is.EqualTo("rest_not_logged_in"));
            Assert.That(await CodeAsync(HttpMethod.Get, Own + "posts?context=edit", null, 401), Is.EqualTo("rest_forbidden_context"));
            Assert.That(await CodeAsync(HttpMethod.Post, Own + "posts", new { title = "x" }, 401), Is.EqualTo("rest_cannot_create"));
        }
    }

    [Test]
    public async Task A_category_exists_once_and_the_refusal_names_it()
    {
        var made = await SendAsync(HttpMethod.Post, Own + "categories", new { name = "R&D" }, 201);
        var refused = await SendAsync(HttpMethod.Post, Own + "categories", new { name = "r&d" }, 400);
        var found = await SendAsync(HttpMethod.Get, Own + "categories?search=R%26D");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.GetProperty("code").GetString(), Is.EqualTo("term_exists"));
            Assert.That(refused.GetProperty("data").GetProperty("term_id").GetInt64(), Is.EqualTo(made.GetProperty("id").GetInt64()));
            Assert.That(found[0].GetProperty("name").GetString(), Is.EqualTo("R&amp;D"));
        }
    }

    [TestCase("picture.png", 201)]
    [TestCase("program.exe", 500)]
    public async Task A_file_is_taken_by_its_type(string name, int status)
    {
        using var form = new MultipartFormDataContent { { new StringContent("cm-1-file-1"), "slug" }, { new ByteArrayContent([1, 2]), "file", name } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Own + "media") { Content = form };
        request.Headers.Authorization = author;
        using var answer = await server.Client.SendAsync(request);
        var file = await answer.ReadAsync(status);
        Assert.That(
            status == 201 ? file.GetProperty("slug").GetString() : file.GetProperty("code").GetString(),
            Is.EqualTo(status == 201 ? "cm-1-file-1" : "rest_upload_sideload_error"));
    }

    [Test]
    public async Task A_deleted_post_is_in_the_bin_under_another_slug()
    {
        var post = await SendAsync(HttpMethod.Post, Own + "posts", new { title = "x", slug = "cm-1" }, 201);
        await SendAsync(HttpMethod.Delete, $"{Own}posts/{post.GetProperty("id")}");
        var binned = await SendAsync(HttpMethod.Get, Own + "posts?slug=cm-1__trashed&status=trash&context=edit");
        Assert.That(binned.GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Sites_at_WordPress_com_and_without_permalinks_speak_the_same()
    {
        var site = await server.ControlAsync("wordpress/sites", new { name = "hosted" });
        author = Basic(site.GetProperty("username").GetString()!, site.GetProperty("application_password").GetString()!);
        var plain = await SendAsync(HttpMethod.Post, "/wordpress/site-host/?rest_route=/wp/v2/pages", new { title = "x" }, 201);
        author = new AuthenticationHeaderValue("Bearer", site.GetProperty("token").GetString());
        var listed = await SendAsync(HttpMethod.Get, "/wordpress/rest/v1.1/me/sites");
        var read = await SendAsync(HttpMethod.Get, $"/wordpress/wp/v2/sites/{site.GetProperty("site_id")}/pages/{plain.GetProperty("id")}?context=edit");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.GetProperty("sites")[0].GetProperty("name").GetString(), Is.EqualTo("hosted"));
            Assert.That(read.GetProperty("type").GetString(), Is.EqualTo("page"));
            Assert.That(await CodeAsync(HttpMethod.Get, "/wordpress/wp/v2/sites/1/posts", null, 403), Is.EqualTo("unauthorized"));
        }
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task<string?> CodeAsync(HttpMethod method, string path, object? body, int status) =>
        (await SendAsync(method, path, body, status)).GetProperty("code").GetString();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, int status = 200)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = author;
        using var answer = await server.Client.SendAsync(request);
        return await answer.ReadAsync(status);
    }
}
