using System.Text.Json;
using System.Text.Json.Nodes;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Characters that no database and no platform can hold are refused wherever a text can stand.</summary>
public sealed class HostileTextTests
{
    private const string Mark = "@HERE@";
    private static readonly string[] Characters = [@"\u0000", @"\ud800", @"\udc00", @"\udc00\ud800"];

    private SuiteUnderTest _suite = null!;
    private SignedInUser _user = null!;

    private static readonly IReadOnlyDictionary<string, string> Samples = new Dictionary<string, string>
    {
        ["/api/publishing/publish"] =
            """
            {
              "post": {
                "title": "a", "content": "a", "language": "en", "link": "https://example.com/", "tags": ["a"],
                "media": [{"url": "https://example.com/a.png", "file_name": "a.png", "content_type": "image/png", "alt_text": "a"}],
                "variants": {"twitter": {"text": "a", "options": {"a": "b"}, "media": [{"url": "https://example.com/a.png"}]}, "discord": {"parts": ["a", "b"]}},
                "metadata": {"a": {"b": ["c"]}}
              },
              "targets": [{"account_id": "0196b0c0-0000-7000-8000-000000000000", "content_type": "post", "options": {"a": "b"}}],
              "mode": "scheduled", "scheduled_at": "2099-01-01T00:00:00Z"
            }
            """,
        ["/api/publishing/publish?dry_run=true"] = """{"post_id": "0196b0c0-0000-7000-8000-000000000000", "platforms": ["twitter"]}""",
        ["/api/posts"] = """{"title": "a", "content": "a", "metadata": {"a": "b"}}""",
        ["/api/publishing/format/twitter"] = """{"content": "a", "content_type": "post", "link": "https://example.com/", "parts": ["a"], "options": {"a": "b"}}""",
        ["/api/publishing/credentials"] = """{"platform": "discord", "fields": {"webhook_url": "https://discord.com/api/webhooks/1/a"}}""",
        ["/api/publishing/auth/twitter/callback"] = """{"code": "a", "state": "b", "error": "c", "iss": "d"}""",
        ["/api/auth/api-keys"] = """{"name": "a", "scopes": ["read"], "expires_at": "2099-01-01T00:00:00Z"}""",
        ["/api/auth/refresh"] = """{"refresh_token": "a"}""",
        ["/api/auth/logout"] = """{"refresh_token": "a"}""",
    };

    private static IEnumerable<string> Paths => Samples.Keys;

    [OneTimeSetUp]
    public async Task RegisterAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _user = await SignedInUser.RegisterAsync(_suite);
    }

    [TestCaseSource(nameof(Paths))]
    public async Task Row_71_body_with_such_a_character_in_any_place_is_refused_and_the_place_is_named(string path)
    {
        foreach (var (place, body) in Places(JsonNode.Parse(Samples[path])!.AsObject()))
        {
            foreach (var character in Characters)
            {
                var answer = await _user.Http.CallAsync(HttpMethod.Post, path, body.Replace(Mark, character, StringComparison.Ordinal));

                Assert.That(answer.Flaw(), Is.Null, $"{character} in {place}");
                Assert.That((int)answer.Status, Is.EqualTo(400), $"{character} in {place}: {answer}");
                Assert.That(answer.Errors.Keys, Has.Some.Matches<string>(field => place.StartsWith(field!, StringComparison.Ordinal) || field!.StartsWith(place, StringComparison.Ordinal)), $"{character} in {place}: {answer}");
            }
        }
    }

    [Test]
    public async Task Row_72_query_with_such_a_character_is_no_failure_of_ours()
    {
        var asked = 0;
        var document = await ApiDocument.ReadAsync(_user.Http, "/openapi.json");
        foreach (var operation in document.Operations)
        {
            foreach (var parameter in operation.Parameters.Where(parameter => parameter is { In: "query", IsText: true }))
            {
                foreach (var text in (string[])["%00", "%ed%a0%80", "%ff", "%EF%BF%BF", "'", new string('a', 4000)])
                {
                    var id = Guid.CreateVersion7();
                    var address = operation.Address(id);
                    address += (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"{parameter.Name}={text}";
                    var answer = await _user.Http.CallAsync(operation.Method, address, document.SampleBody(operation, id));

                    asked++;
                    Assert.That((int)answer.Status, Is.LessThan(500), answer.ToString());
                    Assert.That((int)answer.Status < 400 ? null : answer.Flaw(), Is.Null);
                }
            }
        }

        Assert.That(asked, Is.GreaterThan(30));
    }

    [TestCase("%00")]
    [TestCase("%ff")]
    [TestCase("a%2fb")]
    [TestCase("..%2f..%2finternal")]
    [TestCase("%F0%9F%92%A9")]
    public async Task Row_72_platform_with_such_a_name_is_not_there(string name)
    {
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            (HttpMethod.Post, $"/api/publishing/format/{name}", """{"content":"a"}"""),
            (HttpMethod.Get, $"/api/publishing/auth/{name}", null),
            (HttpMethod.Post, $"/api/publishing/auth/{name}/callback", """{"code":"a","state":"b"}"""),
            (HttpMethod.Delete, $"/api/publishing/credentials/{name}", null),
        ];
        foreach (var (method, path, body) in calls)
        {
            var answer = await _user.Http.CallAsync(method, path, body);

            // What cannot be an address at all is turned away by the server before anybody reads it.
            Assert.That((int)answer.Status, Is.AnyOf(400, 404), answer.ToString());
            Assert.That(answer.Status == System.Net.HttpStatusCode.BadRequest && answer.Body.Length == 0 ? null : answer.Flaw(), Is.Null);
        }
    }

    /// <summary>The body once for each value and each free name in it, with a mark there.</summary>
    private static IEnumerable<(string Place, string Body)> Places(JsonObject body)
    {
        foreach (var (node, place) in Walk(body, "").ToList())
        {
            if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            {
                var text = value.GetValue<string>();
                var marked = JsonValue.Create(text[..(text.Length / 2)] + Mark + text[(text.Length / 2)..]);
                node.ReplaceWith(marked);
                yield return (place, body.ToJsonString());
                marked.ReplaceWith(text);
            }
            else if (node is JsonObject { Count: > 0 } holder && place.Split('.')[^1] is "variants" or "options" or "metadata" or "fields")
            {
                var (name, member) = holder.First();
                holder.Remove(name);
                holder.Add(name + Mark, member);
                yield return (place, body.ToJsonString());
                holder.Remove(name + Mark);
                holder.Insert(0, name, member);
            }
        }
    }

    private static IEnumerable<(JsonNode Node, string Place)> Walk(JsonNode node, string place)
    {
        yield return (node, place);
        var children = node switch
        {
            JsonObject members => members.Select(member => (member.Value, Place: place.Length == 0 ? member.Key : $"{place}.{member.Key}")),
            JsonArray items => items.Select((item, index) => (item, $"{place}[{index}]")),
            _ => [],
        };
        foreach (var (child, where) in children.ToList())
        {
            foreach (var found in Walk(child!, where))
            {
                yield return found;
            }
        }
    }
}
