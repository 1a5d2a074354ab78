using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests;

/// <summary>What makes something is made once under one Idempotency-Key, and its answer is the same each time.</summary>
public sealed class RepetitionTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public void Reset()
    {
        _app.Platform.Reset();
        _app.Worker.Answer = null;
    }

    [TestCase("/api/auth/api-keys", "api_keys")]
    [TestCase("/api/workspaces", "workspaces")]
    [TestCase("/api/workspaces/{0}/invitations", "invitations")]
    [TestCase("/api/publishing/credentials", "accounts")]
    public async Task Twenty_at_once_under_one_key_make_one_thing_with_one_answer(string path, string table)
    {
        var user = await _app.NewUserAsync();
        var (address, body) = RequestOf(path, user);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(user, address, body, "key-1")));
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));

        Assert.Multiple(() =>
        {
            Assert.That(answers.Select(answer => answer.StatusCode), Has.All.EqualTo(HttpStatusCode.Created), () => string.Join('\n', bodies.Distinct()));
            Assert.That(bodies.Distinct().Count(), Is.EqualTo(1), () => string.Join('\n', bodies.Distinct()));
            Assert.That(answers.Select(answer => answer.Headers.Location).Distinct().Count(), Is.EqualTo(1));
        });
        Assert.That(await CountAsync(user, table), Is.EqualTo(1));
        Assert.That(await RecordedAsync(user), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_request_or_another_user_with_the_key_is_refused()
    {
        var user = await _app.NewUserAsync();
        using var first = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest("one"), "key-1");
        using var other = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest("two"), "key-1");
        using var elsewhere = await SendAsync(user, "/api/workspaces", new CreateWorkspaceRequest("one"), "key-1");
        using var fresh = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest("two"), "key-2");

        Assert.That(
            (first.StatusCode, other.StatusCode, elsewhere.StatusCode, fresh.StatusCode),
            Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Created)));
        Assert.That(await other.ProblemAsync(), Is.EqualTo("idempotency_key_reused"));
    }

    [Test]
    public async Task What_was_refused_may_be_asked_again_with_the_key()
    {
        var user = await _app.NewUserAsync();
        using var refused = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest(""), "key-1");
        using var made = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest("now"), "key-1");

        Assert.That((refused.StatusCode, made.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.Created)));
    }

    [TestCase("key with spaces")]
    [TestCase("key-of-a-kind-that-is-much-too-long-because-nobody-needs-that-many-characters-to-tell-two-requests-apart-and-whoever-sends-them-wants-something-else-than-that-or-has-put-a-whole-document-where-a-short-name-belongs-which-should-be-said-at-once-and-clearly-so-here")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var user = await _app.NewUserAsync();
        using var answer = await SendAsync(user, "/api/auth/api-keys", new CreateApiKeyRequest("one"), key);

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "Idempotency-Key" }));
    }

    [Test]
    public async Task No_kept_answer_shows_a_key_or_a_token()
    {
        var user = await _app.NewUserAsync();
        foreach (var path in new[] { "/api/auth/api-keys", "/api/workspaces/{0}/invitations", "/api/publishing/credentials" })
        {
            var (address, body) = RequestOf(path, user);
            using var answer = await SendAsync(user, address, body, path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        }

        const string Kept = "select count(*) from idempotency_keys where workspace_id = '{0}' and encode(body, 'escape') ~ '{1}'";
        foreach (var shown in new[] { "cm_live", "token", "account" })
        {
            Assert.That(
                await _app.Database.ScalarAsync<long>(string.Format(System.Globalization.CultureInfo.InvariantCulture, Kept, user.WorkspaceId, shown)), Is.Zero);
        }

        Assert.That(
            await _app.Database.ScalarAsync<long>($"select count(*) from idempotency_keys where workspace_id = '{user.WorkspaceId}'"), Is.EqualTo(3));
    }

    private static (string Address, object Body) RequestOf(string path, TestUser user) => path switch
    {
        "/api/auth/api-keys" => (path, new CreateApiKeyRequest("robot")),
        "/api/workspaces" => (path, new CreateWorkspaceRequest("Another one")),
        "/api/publishing/credentials" => (path, new ConnectCredentialRequest(
            StubWorker.FieldsPlatform, new Dictionary<string, string> { ["api_key"] = "key-secret-12345678", ["region"] = "eu" })),
        _ => (string.Format(System.Globalization.CultureInfo.InvariantCulture, path, user.WorkspaceId), new InviteRequest("guest@example.test", "editor")),
    };

    private static Task<HttpResponseMessage> SendAsync(TestUser user, string path, object body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: StrictJson.Options) };
        request.Headers.Add("Idempotency-Key", key);
        return user.Http.SendAsync(request);
    }

    private Task<long> CountAsync(TestUser user, string table) => _app.Database.ScalarAsync<long>(table == "workspaces"
        ? $"select count(*) - 1 from memberships where user_id = '{user.UserId}'"
        : $"select count(*) from {table} where workspace_id = '{user.WorkspaceId}'");

    /// <summary>What came of it is in the log as often as it was done.</summary>
    private Task<long> RecordedAsync(TestUser user) => _app.Database.ScalarAsync<long>(
        $"""
        select count(*) from audit_events where actor = '{user.UserId}'
          and action in ('api_key.create', 'workspace.create', 'invitation.create', 'credential.connect')
        """);
}
