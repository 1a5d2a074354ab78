using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Whatever is sent, the answer says in one form what is wrong and where. Nothing of it is a failure of ours.</summary>
public sealed class BadInputTests
{
    private const string Publish = "/api/publishing/publish";
    private const string Posts = "/api/posts";
    private const int BodyLimit = 10 * 1024 * 1024;

    private Publisher _publisher = null!;

    private static IEnumerable<TestCaseData> Bodies()
    {
        yield return Case("unknown platform", Publish, """{"post":{"content":"a"},"platforms":["myspace"]}""", "platforms[0]", 422);
        yield return Case("unknown account", Publish, """{"post":{"content":"a"},"targets":[{"account_id":"0196b0c0-0000-7000-8000-000000000000"}]}""", "targets[0].account_id", 422);
        yield return Case("no target", Publish, """{"post":{"content":"a"}}""", "targets");
        yield return Case("no post", Publish, """{"platforms":["x"]}""", "post");
        yield return Case("post twice over", Publish, """{"post":{"content":"a"},"post_id":"0196b0c0-0000-7000-8000-000000000000","platforms":["x"]}""", "post");
        yield return Case("empty text", Publish, """{"post":{"content":" "},"platforms":["x"]}""", "post.content", 422);
        yield return Case("unknown mode", Publish, """{"post":{"content":"a"},"platforms":["x"],"mode":"later"}""", "mode");
        yield return Case("time in the past", Publish, """{"post":{"content":"a"},"platforms":["x"],"mode":"scheduled","scheduled_at":"2020-01-01T00:00:00Z"}""", "scheduled_at");
        yield return Case("time that is none", Publish, """{"post":{"content":"a"},"platforms":["x"],"mode":"scheduled","scheduled_at":"tomorrow"}""", "scheduled_at");
        yield return Case("time at the end of time", Publish, """{"post":{"content":"a"},"platforms":["x"],"mode":"scheduled","scheduled_at":"9999-12-31T23:59:59.9999999-14:00"}""", "scheduled_at");
        yield return Case("time without mode", Publish, """{"post":{"content":"a"},"platforms":["x"],"scheduled_at":"2099-01-01T00:00:00Z"}""", "scheduled_at");
        yield return Case("number beyond all", Publish, """{"post":{"content":"a"},"platforms":["x"],"scheduled_at":1e999}""", "scheduled_at");
        yield return Case("number beyond all in options", Publish, """{"post":{"content":"a","variants":{"discord":{"text":"a","options":{"embeds":[{"color":1e999}]}}}},"platforms":["discord"]}""", "post.variants.discord.options.embeds[0].color", 422);
        yield return Case("wrong type in options", Publish, """{"post":{"content":"a","variants":{"discord":{"options":{"tts":"yes"}}}},"platforms":["discord"]}""", "post.variants.discord.options.tts", 422);
        yield return Case("unknown option", Publish, """{"post":{"content":"a","variants":{"x":{"options":{"loud":true}}}},"platforms":["x"]}""", "post.variants.x.options.loud", 422);
        yield return Case("unknown member", Publish, """{"post":{"content":"a"},"platforms":["x"],"owner_id":"b"}""", "owner_id");
        yield return Case("unknown member inside", Publish, """{"post":{"content":"a","status":"published"},"platforms":["x"]}""", "post.status");
        yield return Case("name in another case", Publish, """{"Post":{"content":"a"},"platforms":["x"]}""", "Post");
        yield return Case("wrong type", Publish, """{"post":{"content":5},"platforms":["x"]}""", "post.content");
        yield return Case("text for a list", Publish, """{"post":{"content":"a"},"platforms":"x"}""", "platforms");
        yield return Case("null in a list", Publish, """{"post":{"content":"a"},"platforms":[null]}""", "platforms[0]");
        yield return Case("id that is none", Publish, """{"post":{"content":"a"},"targets":[{"account_id":"mine"}]}""", "targets[0].account_id");
        yield return Case("member twice", Publish, """{"post":{"content":"a","content":"b"},"platforms":["x"]}""", "post.content");
        yield return Case("deep", Posts, $$"""{"metadata":{{Deep(100)}}}""", "metadata");
        yield return Case("very deep", Posts, Deep(100_000), null);
        yield return Case("half a document", Publish, """{"post":{"content":"a""", null);
        yield return Case("no document", Publish, "", "body");
        yield return Case("null", Publish, "null", "body");
        yield return Case("list for an object", Publish, "[]", "body");
        yield return Case("bytes that are no text", Posts, "{\"title\":\"\u00ff\"}", "title", encoding: Encoding.Latin1);
        yield return Case("e-mail and password", "/api/auth/register", """{"email":"nobody","password":"short","name":""}""", "password");
        yield return Case("missing members", "/api/auth/login", "{}", "email");
        yield return Case("address that is no webhook", "/api/publishing/credentials", """{"platform":"discord","fields":{"webhook_url":"https://example.com/"}}""", "fields.webhook_url", 422);
        yield return Case("credential of an unknown platform", "/api/publishing/credentials", """{"platform":"myspace","fields":{}}""", "platform", 422);
        yield return Case("callback without state", "/api/publishing/auth/twitter/callback", """{"code":"a"}""", "state");
        yield return Case("address of a file", "/api/publishing/format/discord", """{"content":"a","media":[{"url":"file:///etc/passwd"}]}""", "media[0].url");
    }

    private static IEnumerable<TestCaseData> Addresses()
    {
        yield return Address("/api/posts?limit=-1", 400, "limit");
        yield return Address("/api/posts?limit=0", 400, "limit");
        yield return Address("/api/posts?limit=100000", 400, "limit");
        yield return Address("/api/posts?limit=many", 400, null);
        yield return Address("/api/posts?limit=99999999999999999999", 400, null);
        yield return Address("/api/posts?cursor=nonsense", 400, "cursor");
        yield return Address("/api/publishing/schedule?limit=-1", 400, "limit");
        yield return Address("/api/publishing/schedule?cursor=%00", 400, "cursor");
        yield return Address("/api/publishing/schedule?from=yesterday", 400, null);
        yield return Address("/api/publishing/schedule?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z", 400, "to");
        yield return Address("/api/publishing/credentials?cursor=nonsense", 400, "cursor");
        yield return Address("/api/publishing/credentials?limit=-1", 400, "limit");
        yield return Address("/api/posts/no-id", 404, null);
        yield return Address("/api/publishing/status/no-id", 404, null);
        yield return Address("/api/publishing/auth/myspace", 404, null);
        yield return Address("/api/publishing/auth/twitter?redirect_after=https://evil.example/", 400, "redirect_after");
        yield return Address("/api/nothing", 404, null);
    }

    [OneTimeSetUp]
    public async Task TakePublisherAsync() => _publisher = await Publisher.SharedAsync();

    [TestCaseSource(nameof(Bodies))]
    public async Task Body_is_refused_and_the_field_is_named(string path, string body, string? field, int status, Encoding encoding)
    {
        var content = new ByteArrayContent(encoding.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        var answer = await _publisher.Client.Http.CallAsync(HttpMethod.Post, path, content);

        Assert.That(answer.Flaw(), Is.Null);
        Assert.That((int)answer.Status, Is.EqualTo(status), answer.ToString());
        Assert.That(answer.Errors, Is.Not.Empty, answer.ToString());
        if (field is not null)
        {
            Assert.That(answer.Errors.Keys, Has.Some.EqualTo(field), answer.ToString());
        }
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Address_is_refused_and_the_field_is_named(string address, int status, string? field)
    {
        var answer = await _publisher.Client.GetAsync(address);

        Assert.That((int)answer.Status, Is.EqualTo(status), answer.ToString());
        Assert.That(answer.Flaw(), Is.Null);
        if (field is not null)
        {
            Assert.That(answer.Errors.Keys, Has.Some.EqualTo(field), answer.ToString());
        }
    }

    [Test]
    public async Task Every_part_that_is_too_long_is_named_with_its_limit_and_what_to_cut()
    {
        string[] parts = [new('a', 281), "good", new('b', 300), new('c', 1000)];

        var answer = await _publisher.Client.PostAsync(Publish, new { post = new { variants = new { twitter = new { parts } } }, platforms = new[] { "twitter" } });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.ToString());
        Assert.That(answer.Flaw(), Is.Null);
        Assert.That(answer.Errors, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["post.variants.twitter.parts[0]"] = "twitter: 281 of 280 characters; shorten it by 1",
            ["post.variants.twitter.parts[2]"] = "twitter: 300 of 280 characters; shorten it by 20",
            ["post.variants.twitter.parts[3]"] = "twitter: 1000 of 280 characters; shorten it by 720",
        }));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/xml")]
    [TestCase(null)]
    public async Task Body_of_another_media_type_is_refused(string? mediaType)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        var answer = await _publisher.Client.Http.CallAsync(HttpMethod.Post, Publish, content);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType), answer.ToString());
        Assert.That(answer.Flaw(), Is.Null);
    }

    [TestCase(false, TestName = "Body over the limit is refused by its length")]
    [TestCase(true, TestName = "Body over the limit is refused when it comes without length")]
    public async Task Body_over_the_limit_is_refused(bool chunked)
    {
        var bytes = new byte[BodyLimit + (1024 * 1024)];
        Array.Fill(bytes, (byte)' ');
        "{\"title\":\""u8.CopyTo(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, Posts) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Authorization = _publisher.Client.Http.DefaultRequestHeaders.Authorization;

        using var response = await _publisher.Client.Http.SendAsync(request);
        var answer = await Answer.ReadAsync(response);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge), answer.ToString());
        Assert.That(answer.Flaw(), Is.Null);
    }

    [Test]
    public async Task Key_of_repetition_that_is_none_is_refused()
    {
        var answer = await _publisher.Client.Http.CallAsync(HttpMethod.Post, Publish, "{}", ("Idempotency-Key", new string('k', 256)));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Errors.Keys, Is.EqualTo(["Idempotency-Key"]));
    }

    [Test]
    public async Task Wrong_method_is_told_the_right_ones()
    {
        var answer = await _publisher.Client.Http.CallAsync(HttpMethod.Put, Posts, "{}");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Flaw(), Is.Null);
    }

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    private static TestCaseData Case(string name, string path, string body, string? field, int status = 400, Encoding? encoding = null) =>
        new TestCaseData(path, body, field, status, encoding ?? Encoding.UTF8).SetArgDisplayNames(name);

    private static TestCaseData Address(string address, int status, string? field) => new TestCaseData(address, status, field).SetArgDisplayNames(address);
}
