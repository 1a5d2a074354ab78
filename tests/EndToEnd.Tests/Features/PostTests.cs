using System.Net;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

public sealed class PostTests
{
    private SuiteClient _writer = null!;

    [OneTimeSetUp]
    public async Task RegisterAsync() => _writer = await (await SuiteUnderTest.SharedAsync()).RegisterAsync();

    [Test]
    public async Task Edit_needs_the_version_it_was_made_from()
    {
        var created = await _writer.PostAsync("/api/posts", new { title = "First", content = "Text", tags = new[] { "one" } });
        var path = $"/api/posts/{created.Json.GetProperty("id").GetGuid()}";
        var read = await _writer.GetAsync(path);
        var tag = read.Headers.ETag!.ToString();

        var unconditional = await EditAsync(path, """{"title":"Second"}""");
        var edited = await EditAsync(path, """{"title":"Second","tags":null}""", ("If-Match", tag));
        var stale = await EditAsync(path, """{"title":"Third"}""", ("If-Match", tag));
        var reread = await _writer.GetAsync(path);

        Assert.Multiple(() =>
        {
            Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Body);
            Assert.That(unconditional.Status, Is.EqualTo(HttpStatusCode.PreconditionRequired));
            Assert.That(unconditional.Flaw(), Is.Null);
            Assert.That(edited.Status, Is.EqualTo(HttpStatusCode.OK), edited.Body);
            Assert.That(stale.Status, Is.EqualTo(HttpStatusCode.PreconditionFailed));
            Assert.That(stale.Flaw(), Is.Null);
            Assert.That(reread.Headers.ETag, Is.EqualTo(edited.Headers.ETag).And.Not.EqualTo(read.Headers.ETag));
            Assert.That(reread.Json.GetProperty("title").GetString(), Is.EqualTo("Second"));
            Assert.That(reread.Json.GetProperty("content").GetString(), Is.EqualTo("Text"));
            Assert.That(reread.Json.GetProperty("tags").GetArrayLength(), Is.Zero);
        });
    }

    [Test]
    public async Task List_is_walked_by_its_cursor_newest_first_without_gap_or_repetition()
    {
        var created = new List<Guid>();
        for (var number = 0; number < 7; number++)
        {
            created.Add((await _writer.PostAsync("/api/posts", new { title = $"Page {number}" })).Json.GetProperty("id").GetGuid());
        }

        var walked = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await _writer.GetAsync("/api/posts?limit=3" + (cursor is null ? "" : "&cursor=" + cursor))).Json;
            walked.AddRange(page.GetProperty("items").EnumerateArray().Select(post => post.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null && walked.Count < 100);

        Assert.That(walked, Is.Unique);
        Assert.That(walked.Take(7), Is.EqualTo(created.AsEnumerable().Reverse()));
    }

    [Test]
    public async Task Deleted_post_is_gone()
    {
        var path = $"/api/posts/{(await _writer.PostAsync("/api/posts", new { title = "Short life" })).Json.GetProperty("id").GetGuid()}";

        var deleted = await _writer.Http.CallAsync(HttpMethod.Delete, path);
        var read = await _writer.GetAsync(path);

        Assert.That(deleted.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(read.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private Task<Answer> EditAsync(string path, string json, params (string Name, string Value)[] headers) =>
        _writer.Http.CallAsync(HttpMethod.Patch, path, json, headers);
}
