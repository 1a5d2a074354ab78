using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Posts.Tests;

public sealed class PostTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task Post_is_given_back_as_it_was_written()
    {
        var written = new PostRequest
        {
            Title = "Title",
            Content = "e\u0301 \U0001F469\u200D\U0001F4BB",
            Language = "pt-BR",
            Link = "https://example.com/a?b=c",
            Tags = ["one", "two"],
            Media = [new MediaRequest { Url = "https://example.com/a.png", AltText = "A" }],
            Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = ["1", "2"] } },
            Metadata = JsonElement.Parse("""{"b":1.50,"a":[null,"x"]}"""),
        };

        var created = await _workspace.PostAsync("/api/posts", written);
        var read = await _workspace.GetAsync(created.Location!);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Body);
        Assert.That(read.Body, Is.EqualTo(created.Body));
        Assert.That(read.ETag, Is.EqualTo(created.ETag));
        Assert.That(read.Json.GetProperty("metadata").GetRawText(), Is.EqualTo("""{"b":1.50,"a":[null,"x"]}"""));
        Assert.That(read.Json.GetProperty("status").GetString(), Is.EqualTo("draft"));
    }

    [Test]
    public async Task Edit_replaces_named_members_and_leaves_the_others()
    {
        var created = await _workspace.PostAsync("/api/posts", new PostRequest { Title = "Old", Content = "Stays", Link = "https://example.com" });

        var edited = await EditAsync(created.Location!, """{"title":"New","link":null}""", created.ETag);

        Assert.That(edited.Status, Is.EqualTo(HttpStatusCode.OK), edited.Body);
        var post = edited.As<PostResponse>();
        Assert.That((post.Title, post.Content, post.Link), Is.EqualTo(("New", "Stays", (string?)null)));
        Assert.That(edited.ETag, Is.Not.EqualTo(created.ETag));
        Assert.That((await _workspace.GetAsync(created.Location!)).ETag, Is.EqualTo(edited.ETag));
    }

    [Test]
    public async Task Edit_of_an_old_version_is_refused()
    {
        var created = await _workspace.PostAsync("/api/posts", new PostRequest { Title = "Old" });
        await EditAsync(created.Location!, """{"title":"Theirs"}""", created.ETag);

        var stale = await EditAsync(created.Location!, """{"title":"Mine"}""", created.ETag);
        var blind = await EditAsync(created.Location!, """{"title":"Mine"}""", null);

        Assert.That(stale.Status, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        Assert.That(blind.Status, Is.EqualTo(HttpStatusCode.PreconditionRequired));
        Assert.That((await _workspace.GetAsync(created.Location!)).As<PostResponse>().Title, Is.EqualTo("Theirs"));
    }

    [Test]
    public async Task Of_parallel_edits_of_one_version_one_is_taken()
    {
        var created = await _workspace.PostAsync("/api/posts", new PostRequest { Title = "Old" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => EditAsync(created.Location!, $$"""{"title":"{{i}}"}""", created.ETag)));

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed), Is.EqualTo(9));
    }

    [Test]
    public async Task All_limits_that_are_broken_are_named_at_once()
    {
        var answer = await _workspace.PostAsync("/api/posts", new PostRequest
        {
            Title = new string('t', 301),
            Content = new string('c', 100_001),
            Language = "not a language",
            Tags = [.. Enumerable.Repeat("tag", 101)],
            Variants = Enumerable.Range(0, 51).ToDictionary(i => $"p{i}", _ => new VariantRequest { Parts = [.. Enumerable.Repeat("x", 51)] }),
            Metadata = JsonElement.Parse($$"""{"big":"{{new string('m', 65_536)}}"}"""),
        });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.ErrorFields, Is.SupersetOf(new[] { "title", "content", "language", "tags", "variants", "variants.p0.parts", "metadata" }));
    }

    [Test]
    public async Task List_walks_through_all_posts_newest_first()
    {
        List<Guid> created = [];
        for (var i = 0; i < 5; i++)
        {
            created.Insert(0, (await _workspace.PostAsync("/api/posts", new PostRequest { Title = $"{i}" })).As<PostResponse>().Id);
        }

        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = (await _workspace.GetAsync($"/api/posts?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}")).As<Page<PostResponse>>();
            seen.AddRange(page.Items.Select(post => post.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.That(seen, Is.EqualTo(created));
    }

    [TestCase("limit=0")]
    [TestCase("limit=201")]
    [TestCase("limit=many")]
    [TestCase("cursor=%00")]
    [TestCase("cursor=AAAA")]
    public async Task List_with_a_bad_parameter_is_refused(string query)
    {
        Assert.That((await _workspace.GetAsync("/api/posts?" + query)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Deleted_post_is_gone_and_one_that_is_under_way_stays()
    {
        var twitter = await _workspace.ConnectAsync(Samples.Twitter);
        var idle = await _workspace.PostAsync("/api/posts", new PostRequest { Title = "Idle" });
        var busy = (await _workspace.PublishAsync(Workspace.To(twitter))).As<PublishResponse>();

        var deleted = await _workspace.SendAsync(HttpMethod.Delete, idle.Location!, null);
        var refused = await _workspace.SendAsync(HttpMethod.Delete, $"/api/posts/{busy.PostId}", null);

        Assert.That(deleted.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await _workspace.GetAsync(idle.Location!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [TestCase("GET", "/api/posts/{0}", null)]
    [TestCase("PATCH", "/api/posts/{0}", "{{}}")]
    [TestCase("DELETE", "/api/posts/{0}", null)]
    [TestCase("GET", "/internal/posts/{0}/publications", null)]
    [TestCase("POST", "/api/publishing/cancel/{0}", null)]
    [TestCase("POST", "/api/publishing/retry/{0}", null)]
    [TestCase("POST", "/api/publishing/publish", """{{"post_id":"{0}","platforms":["twitter"]}}""")]
    public async Task Post_of_another_workspace_looks_like_none(string method, string path, string? body)
    {
        using var other = new Workspace();
        var foreign = await other.PostAsync("/api/posts", new PostRequest { Title = "Theirs" });
        var id = foreign.As<PostResponse>().Id;

        var answers = new List<Answer>();
        foreach (var one in new[] { id, Guid.CreateVersion7() })
        {
            answers.Add(await _workspace.SendAsync(
                new HttpMethod(method), string.Format(path, one), body is null ? null : string.Format(body, one), ("If-Match", foreign.ETag!)));
        }

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Without(answers[0]), Is.EqualTo(Without(answers[1])));

        static string Without(Answer answer) => answer.Json.GetProperty("title").GetString() + answer.Code;
    }

    private Task<Answer> EditAsync(string path, string json, string? version) =>
        _workspace.SendAsync(HttpMethod.Patch, path, json, version is null ? [] : [("If-Match", version)]);
}
