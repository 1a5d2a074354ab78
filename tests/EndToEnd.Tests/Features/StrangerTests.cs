using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What belongs to another workspace is not there: no reading, no changing, no telling it from what never was.</summary>
public sealed class StrangerTests
{
    private SuiteUnderTest _suite = null!;
    private SignedInUser _owner = null!;
    private SignedInUser _stranger = null!;
    private Guid _account;
    private Guid _key;
    private Guid _post;
    private IReadOnlyDictionary<string, Guid> _ids = null!;

    [OneTimeSetUp]
    public async Task FillWorkspaceAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _owner = await SignedInUser.RegisterAsync(_suite);
        _stranger = await SignedInUser.RegisterAsync(_suite);
        _account = await _owner.ConnectDiscordAsync(_suite);

        var key = await SendAsync(_owner, "/api/auth/api-keys", new { name = "mine", scopes = new[] { "read" } });
        var published = await SendAsync(_owner, "/api/publishing/publish", new
        {
            post = new { content = "Mine alone" },
            targets = new[] { new { account_id = _account } },
            mode = "scheduled",
            scheduled_at = TimeProvider.System.GetUtcNow().AddDays(30),
        });
        var me = (await _owner.Http.CallAsync(HttpMethod.Get, "/api/auth/me")).Json;
        _key = key.Json.GetProperty("id").GetGuid();
        _post = published.Json.GetProperty("post_id").GetGuid();
        _ids = new Dictionary<string, Guid>
        {
            ["account"] = _account,
            ["key"] = _key,
            ["post"] = _post,
            ["publication"] = published.Json.GetProperty("publications")[0].GetProperty("publication_id").GetGuid(),
            ["user"] = me.GetProperty("user_id").GetGuid(),
            ["workspace"] = me.GetProperty("workspaces")[0].GetProperty("workspace_id").GetGuid(),
        };
    }

    [Test]
    public async Task Row_62_every_address_with_an_id_answers_as_if_nothing_were_there_and_changes_nothing()
    {
        var document = await ApiDocument.ReadAsync(_stranger.Http, "/openapi.json");
        var operations = document.Operations.Where(operation => operation.TakesId).ToList();
        var before = await SnapshotAsync();

        Assert.That(operations, Has.Count.GreaterThanOrEqualTo(9));
        using var all = Assert.EnterMultipleScope();
        foreach (var operation in operations)
        {
            var nothing = await CallAsync(document, operation, Guid.CreateVersion7());
            foreach (var (what, id) in _ids)
            {
                var answer = await CallAsync(document, operation, id);
                if (!IsEmptyList(answer))
                {
                    Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound), $"{operation.Name} with the id of a {what}: {answer}");
                    Assert.That(answer.Flaw(), Is.Null);
                }

                Assert.That(Shape(answer), Is.EqualTo(Shape(nothing)), $"{operation.Name}: what is another's is told from what never was");
            }
        }

        Assert.That(await SnapshotAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Row_62_ids_in_bodies_and_headers_are_no_way_in_either()
    {
        var post = await SendAsync(_stranger, "/api/publishing/publish", new { post_id = _post, platforms = new[] { "discord" } });
        var account = await SendAsync(_stranger, "/api/publishing/publish", new { post = new { content = "Not mine" }, targets = new[] { new { account_id = _account } } });
        var trial = await SendAsync(_stranger, "/api/publishing/publish?dry_run=true", new { post = new { content = "Not mine" }, targets = new[] { new { account_id = _account } } });
        var workspace = await _stranger.Http.CallAsync(HttpMethod.Get, "/api/posts", (string?)null, ("X-Workspace", _ids["workspace"].ToString()));

        Assert.Multiple(() =>
        {
            Assert.That(post.Status, Is.EqualTo(HttpStatusCode.NotFound), post.ToString());
            Assert.That(workspace.Status, Is.EqualTo(HttpStatusCode.NotFound), workspace.ToString());
            foreach (var answer in (Answer[])[account, trial])
            {
                Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.ToString());
                Assert.That(answer.Errors["targets[0].account_id"], Does.Contain("there is no connected account"));
            }
        });
    }

    [Test]
    public async Task Row_62_lists_hold_ones_own_only()
    {
        var posts = await _stranger.Http.CallAsync(HttpMethod.Get, "/api/posts");
        var accounts = await _stranger.Http.CallAsync(HttpMethod.Get, "/api/publishing/credentials");
        var schedule = await _stranger.Http.CallAsync(HttpMethod.Get, "/api/publishing/schedule");
        var keys = await _stranger.Http.CallAsync(HttpMethod.Get, "/api/auth/api-keys");

        Assert.Multiple(() =>
        {
            foreach (var answer in (Answer[])[posts, accounts, schedule, keys])
            {
                Assert.That(answer.Json.GetProperty("items").GetArrayLength(), Is.Zero, answer.ToString());
            }
        });
    }

    private static Task<Answer> SendAsync(SignedInUser user, string path, object body) =>
        user.Http.CallAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    private Task<Answer> CallAsync(ApiDocument document, ApiOperation operation, Guid id) =>
        _stranger.Http.CallAsync(operation.Method, operation.Address(id), document.SampleBody(operation, id), ("If-Match", "*"));

    /// <summary>Everything but what differs from answer to answer anyway.</summary>
    private static string Shape(Answer answer) =>
        string.Join('\n', answer.Json.EnumerateObject().Where(member => member.Name != "trace_id").Select(member => $"{member.Name}: {member.Value}"));

    private async Task<string> SnapshotAsync()
    {
        string[] paths = [$"/api/posts/{_post}", $"/api/publishing/status/{_post}", "/api/publishing/credentials", "/api/auth/api-keys", "/api/publishing/schedule"];
        var bodies = await Task.WhenAll(paths.Select(path => _owner.Http.CallAsync(HttpMethod.Get, path)));
        return string.Join('\n', bodies.Select(body => body.Body));
    }

    /// <summary>What a filter by something unknown leaves.</summary>
    private static bool IsEmptyList(Answer answer) =>
        answer.Status == HttpStatusCode.OK && answer.Json.TryGetProperty("items", out var items) && items.GetArrayLength() == 0;
}
