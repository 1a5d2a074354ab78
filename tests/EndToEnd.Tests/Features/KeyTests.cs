using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Keys and sessions: what they may, and that they end when they are to end.</summary>
public sealed class KeyTests
{
    private SuiteUnderTest _suite = null!;
    private SignedInUser _user = null!;

    [OneTimeSetUp]
    public async Task RegisterAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _user = await SignedInUser.RegisterAsync(_suite);
    }

    [Test]
    public async Task Key_may_what_its_scopes_say_and_nothing_else()
    {
        using var reader = await WithKeyAsync("read");

        var read = await reader.Http.CallAsync(HttpMethod.Get, "/api/posts");
        var written = await reader.Http.CallAsync(HttpMethod.Post, "/api/posts", """{"title":"No"}""");
        var published = await reader.Http.CallAsync(HttpMethod.Post, "/api/publishing/publish", """{"post":{"content":"No"},"platforms":["discord"]}""");
        var connected = await reader.Http.CallAsync(HttpMethod.Get, "/api/publishing/auth/twitter");
        var made = await reader.Http.CallAsync(HttpMethod.Post, "/api/auth/api-keys", """{"name":"stronger"}""");

        Assert.That(read.Status, Is.EqualTo(HttpStatusCode.OK), read.ToString());
        Assert.Multiple(() =>
        {
            foreach (var answer in (Answer[])[written, published, connected, made])
            {
                Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden), answer.ToString());
                Assert.That(answer.Flaw(), Is.Null);
            }
        });
    }

    [Test]
    public async Task What_a_key_was_refused_stands_in_the_audit_log()
    {
        using var reader = await WithKeyAsync("read");
        for (var time = 0; time < 3; time++)
        {
            var refused = await reader.Http.CallAsync(HttpMethod.Post, "/api/posts", """{"title":"No"}""");
            Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        List<JsonElement> rows = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var log = await _user.Http.CallAsync(HttpMethod.Get, "/api/audit?action=policy.deny");
                rows = [.. log.Json.GetProperty("items").EnumerateArray().Where(row =>
                    row.TryGetProperty("api_key_id", out var key) && key.GetString() == reader.Id.ToString())];
                return rows.Sum(row => int.Parse(row.GetProperty("detail").GetProperty("times").GetString()!, System.Globalization.CultureInfo.InvariantCulture)) == 3;
            },
            TimeSpan.FromSeconds(60));

        Assert.That(rows.Select(row => row.GetProperty("subject_id").GetString()), Has.All.EqualTo("POST /api/posts"));
        Assert.That(rows.Select(row => row.GetProperty("detail").GetProperty("reason").GetString()), Has.All.EqualTo("insufficient_scope"));
    }

    [Test]
    public async Task Row_67_revoked_key_is_refused_soon_everywhere_and_at_once_where_it_was_not_seen_before()
    {
        using var used = await WithKeyAsync("read");
        using var unused = await WithKeyAsync("read");
        Assert.That((await used.Http.CallAsync(HttpMethod.Get, "/api/posts")).Status, Is.EqualTo(HttpStatusCode.OK));

        foreach (var key in (Key[])[used, unused])
        {
            var revoked = await _user.Http.CallAsync(HttpMethod.Delete, $"/api/auth/api-keys/{key.Id}");
            Assert.That(revoked.Status, Is.EqualTo(HttpStatusCode.NoContent), revoked.ToString());
        }

        var atOnce = await unused.Http.CallAsync(HttpMethod.Get, "/api/posts");
        Answer? soon = null;
        await Eventually.BecomesTrueAsync(
            async () => (soon = await used.Http.CallAsync(HttpMethod.Get, "/api/posts")).Status == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(30));

        Assert.Multiple(() =>
        {
            Assert.That(atOnce.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(atOnce.Flaw(), Is.Null);
            Assert.That(soon!.Flaw(), Is.Null);
        });
    }

    [TestCase("Bearer cm_live_00000000_00000000000000000000000000000000_000000")]
    [TestCase("Bearer nonsense")]
    [TestCase("Basic YTpi")]
    public async Task Credential_that_is_none_is_refused(string header)
    {
        using var http = new HttpClient { BaseAddress = _suite.Gateway };

        var answer = await http.CallAsync(HttpMethod.Get, "/api/posts", (string?)null, ("Authorization", header));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized), answer.ToString());
        Assert.That(answer.Flaw(), Is.Null);
    }

    [Test]
    public async Task Row_67_key_in_the_address_is_refused()
    {
        using var key = await WithKeyAsync("read");
        using var http = new HttpClient { BaseAddress = _suite.Gateway };

        var answer = await http.CallAsync(HttpMethod.Get, $"/api/posts?key={key.Text}");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answer.Code, Is.EqualTo("credential_in_query"));
    }

    [Test]
    public async Task Refresh_token_is_good_for_one_use_and_using_an_old_one_ends_the_session()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var first = user.Tokens.GetProperty("refresh_token").GetString()!;

        var second = await RefreshAsync(first);
        var third = await RefreshAsync(second.Json.GetProperty("refresh_token").GetString()!);
        var reused = await RefreshAsync(first);
        var after = await RefreshAsync(third.Json.GetProperty("refresh_token").GetString()!);

        using var http = new HttpClient { BaseAddress = _suite.Gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", third.Json.GetProperty("access_token").GetString());
        var access = await http.CallAsync(HttpMethod.Get, "/api/auth/me");
        Assert.Multiple(() =>
        {
            Assert.That(second.Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(third.Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(reused.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized), "a stolen token was used: nobody's is good any more");
            Assert.That(after.Flaw(), Is.Null);
            Assert.That(access.Status, Is.EqualTo(HttpStatusCode.Unauthorized), access.ToString());
        });
    }

    private async Task<Answer> RefreshAsync(string token) =>
        await _user.Http.CallAsync(HttpMethod.Post, "/api/auth/refresh", JsonSerializer.Serialize(new { refresh_token = token }));

    private async Task<Key> WithKeyAsync(params string[] scopes)
    {
        var created = await _user.Http.CallAsync(HttpMethod.Post, "/api/auth/api-keys", JsonSerializer.Serialize(new { name = "a key", scopes }));
        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.ToString());
        return new Key(_suite.Gateway, created.Json.GetProperty("id").GetGuid(), created.Json.GetProperty("key").GetString()!);
    }

    private sealed class Key : IDisposable
    {
        public Key(Uri gateway, Guid id, string text)
        {
            (Id, Text) = (id, text);
            Http = new HttpClient { BaseAddress = gateway };
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        }

        public Guid Id { get; }

        public string Text { get; }

        public HttpClient Http { get; }

        public void Dispose() => Http.Dispose();
    }
}
