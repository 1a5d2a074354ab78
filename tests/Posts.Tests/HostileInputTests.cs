using System.Net;

namespace ContentMultiplier.Posts.Tests;

public sealed class HostileInputTests
{
    private static IEnumerable<TestCaseData> Bodies()
    {
        yield return Case("unknown member", """{"title":"a","owner_id":"b"}""", "owner_id");
        yield return Case("member of the row", """{"title":"a","status":"published"}""", "status");
        yield return Case("wrong type", """{"title":5}""", "title");
        yield return Case("text for an array", """{"tags":"one"}""", "tags");
        yield return Case("null in an array", """{"tags":["one",null]}""", "tags[1]");
        yield return Case("null for a variant", """{"variants":{"twitter":null}}""", "variants.twitter");
        yield return Case("missing member", """{"media":[{"alt_text":"a"}]}""", "media[0]");
        yield return Case("NUL", """{"title":"a\u0000b"}""", "title");
        yield return Case("NUL in metadata", """{"metadata":{"a":"\u0000"}}""", "metadata");
        yield return Case("NUL in a name of metadata", """{"metadata":{"\u0000":1}}""", "metadata");
        yield return Case("lone surrogate", """{"content":"\ud800"}""", "content");
        yield return Case("lone surrogate in metadata", """{"metadata":{"a":"\udc00"}}""", "metadata");
        yield return Case("duplicate member", """{"title":"a","title":"b"}""", "title");
        yield return Case("metadata that is no object", """{"metadata":[1]}""", "metadata");
        yield return Case("depth of 100", $$"""{"metadata":{{string.Concat(Enumerable.Repeat("[", 100))}}{{string.Concat(Enumerable.Repeat("]", 100))}}}""", null);
        yield return Case("depth of 100,000", new string('[', 100_000), null);
        yield return Case("half a document", """{"title":""", null);
        yield return Case("no document", "", null);
        yield return Case("array", "[]", null);
        yield return Case("null", "null", null);
        yield return Case("comment", """{"title":"a"/* b */}""", null);
        yield return Case("address of another kind", """{"link":"file:///etc/passwd"}""", "link");
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task Body_that_is_not_a_post_is_refused_and_its_field_is_named(string body, string? field)
    {
        using var workspace = new Workspace();

        var answer = await workspace.SendAsync(HttpMethod.Post, "/api/posts", body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(await workspace.PostsAsync(), Is.Zero);
        if (field is not null)
        {
            Assert.That(answer.ErrorFields, Has.Some.StartsWith(field), answer.Body);
        }
    }

    [Test]
    public async Task Row_65_what_is_not_the_clients_to_say_is_refused_by_name(
        [Values("id", "owner_id", "workspace_id", "state", "status", "version", "fence", "remote_id", "external_id")] string member)
    {
        using var workspace = new Workspace();
        var stolen = $$"""{"title":"a","{{member}}":"{{Guid.NewGuid()}}"}""";
        var post = await workspace.SendAsync(HttpMethod.Post, "/api/posts", """{"title":"mine"}""");

        var created = await workspace.SendAsync(HttpMethod.Post, "/api/posts", stolen);
        var changed = await workspace.SendAsync(HttpMethod.Patch, post.Location!, stolen);

        Assert.That((created.Status, changed.Status), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)), created.Body + changed.Body);
        Assert.That(created.ErrorFields, Is.EqualTo(new[] { member }));
        Assert.That(changed.ErrorFields, Is.EqualTo(new[] { member }));
        Assert.That(await workspace.PostsAsync(), Is.EqualTo(1));
    }

    [TestCase("1e999")]
    [TestCase("12345678901234567890123")]
    public async Task Row_70_number_beyond_every_type_is_kept_as_it_is(string number)
    {
        using var workspace = new Workspace();

        var created = await workspace.SendAsync(HttpMethod.Post, "/api/posts", "{\"metadata\":{\"n\":" + number + "}}");
        var read = await workspace.GetAsync(created.Location!);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Body);
        Assert.That(read.Json.GetProperty("metadata").GetProperty("n").GetRawText(), Is.EqualTo(number));
    }

    [Test]
    public async Task Body_that_is_not_json_is_refused()
    {
        using var workspace = new Workspace();

        using var response = await workspace.Client.PostAsync("/api/posts", new StringContent("title=a", null, "application/x-www-form-urlencoded"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    private static TestCaseData Case(string name, string body, string? field) =>
        new TestCaseData(body, field).SetArgDisplayNames(name);
}
