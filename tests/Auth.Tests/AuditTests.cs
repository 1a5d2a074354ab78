using System.Net;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

public sealed class AuditTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task An_owner_sees_what_was_done_newest_first_and_narrows_it_down()
    {
        var (workspace, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RecordAsync(workspace, "api_key.create", "key-1");
        await RecordAsync(workspace, "api_key.delete", "key-1");
        await RecordAsync(workspace, "post.publish", "post-1", AuditActor.Of(new Requester(user), "posts"));
        using var owner = Owner(workspace);

        var all = await ReadAsync(owner, "");
        var keys = await ReadAsync(owner, "?subject=key-1");
        var published = await ReadAsync(owner, $"?actor={user}&action=post.publish");
        var none = await ReadAsync(owner, "?to=2020-01-01T00:00:00Z");
        var since = await ReadAsync(owner, "?from=2020-01-01T00:00:00%2B02:00");

        Assert.Multiple(() =>
        {
            Assert.That(all.Select(row => row.Action), Is.EqualTo(new[] { "post.publish", "api_key.delete", "api_key.create" }));
            Assert.That(all.Select(row => row.Seq), Is.EqualTo(new[] { 3, 2, 1 }));
            Assert.That(keys, Has.Count.EqualTo(2));
            Assert.That(published.Single().SubjectId, Is.EqualTo("post-1"));
            Assert.That(none, Is.Empty);
            Assert.That(since, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task The_log_comes_in_pages_without_gaps()
    {
        var workspace = Guid.CreateVersion7();
        for (var i = 0; i < 5; i++)
        {
            await RecordAsync(workspace, "api_key.create", $"key-{i}");
        }

        using var owner = Owner(workspace);
        List<long> seen = [];
        string? cursor = null;
        do
        {
            var page = await owner.ReadAsync<Page<AuditEventResponse>>("/api/audit?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
            seen.AddRange(page.Items.Select(row => row.Seq));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.That(seen, Is.EqualTo(new[] { 5, 4, 3, 2, 1 }));
    }

    [Test]
    public async Task Bad_filters_are_refused_together()
    {
        using var owner = Owner(Guid.CreateVersion7());

        using var answer = await owner.GetAsync("/api/audit?action=&limit=1000&cursor=nonsense&from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EquivalentTo(new[] { "action", "limit", "cursor", "to" }));
    }

    [Test]
    public async Task Who_has_not_the_right_does_not_see_it_and_nobody_sees_anothers()
    {
        var workspace = Guid.CreateVersion7();
        await RecordAsync(workspace, "api_key.create", "key-1");
        using var editor = _app.As(new UserTicket(Guid.CreateVersion7(), workspace, "editor", Policies.Scopes));
        using var stranger = Owner(Guid.CreateVersion7());

        using var refused = await editor.GetAsync("/api/audit");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await ReadAsync(stranger, ""), Is.Empty);
    }

    [Test]
    public async Task What_is_rolled_back_is_not_recorded_and_leaves_no_gap()
    {
        var workspace = Guid.CreateVersion7();
        await RecordAsync(workspace, "api_key.create", "key-1");
        await RecordAsync(workspace, "api_key.create", "never", commit: false);
        await RecordAsync(workspace, "api_key.create", "key-2");

        using var owner = Owner(workspace);
        Assert.That((await ReadAsync(owner, "")).Select(row => (row.Seq, row.SubjectId)), Is.EqualTo(new[] { (2L, "key-2"), (1L, "key-1") }));
    }

    [Test]
    public async Task Many_writers_make_one_chain()
    {
        var workspace = Guid.CreateVersion7();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => RecordAsync(workspace, "credential.lease", $"account-{i}")));

        Assert.That(await _app.Database.ScalarAsync<long>($"select seq from audit_heads where workspace_id = '{workspace}'"), Is.EqualTo(40));
        Assert.That((await VerifyAsync()).Where(finding => finding.Contains(workspace.ToString(), StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Publishing_and_what_others_report_are_recorded_once()
    {
        var (workspace, post, user, message) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var bus = _app.Services.GetRequiredService<IBus>();
        var requested = new PublicationsRequested
        {
            PostId = post,
            WorkspaceId = workspace,
            Publications = [new RequestedPublication { PublicationId = Guid.CreateVersion7(), Platform = "testy", AccountId = Guid.CreateVersion7() }],
            By = new Requester(user, RequestId: "request-1"),
        };
        for (var i = 0; i < 2; i++)
        {
            await bus.Publish(requested, context => context.MessageId = message);
        }

        await bus.Publish(new AuditRecorded
        {
            WorkspaceId = workspace,
            Action = "post.cancel",
            SubjectType = "post",
            SubjectId = post.ToString(),
            By = new Requester(user),
            At = TimeProvider.System.GetUtcNow(),
        });

        using var owner = Owner(workspace);
        await Eventually.BecomesTrueAsync(async () => (await ReadAsync(owner, "")).Count == 2, TimeSpan.FromSeconds(60));
        var publish = (await ReadAsync(owner, "?action=post.publish")).Single();
        Assert.Multiple(() =>
        {
            Assert.That((publish.Actor, publish.ActorKind, publish.SubjectId), Is.EqualTo((user.ToString(), "user", post.ToString())));
            Assert.That(publish.RequestId, Is.EqualTo("request-1"));
            Assert.That(publish.Detail["platforms"], Is.EqualTo("testy"));
        });
    }

    [Test]
    public async Task A_secret_that_goes_out_to_a_worker_is_recorded()
    {
        var user = await _app.NewUserAsync();
        await user.ConnectByFieldsAsync();

        var lease = (await ReadAsync(user.Http, "?action=credential.lease"))[0];

        Assert.Multiple(() =>
        {
            Assert.That((lease.ActorKind, lease.Actor), Is.EqualTo(("service", "publisher." + StubWorker.FieldsPlatform)));
            Assert.That(lease.Detail["platform"], Is.EqualTo(StubWorker.FieldsPlatform));
            Assert.That(lease.Detail.Values, Has.None.Contains("key-secret"));
        });
    }

    [TestCase("update audit_events set action = 'nothing'")]
    [TestCase("delete from audit_events")]
    [TestCase("truncate audit_events")]
    [TestCase("delete from audit_heads")]
    public async Task Row_93_the_service_may_add_and_nothing_else(string statement)
    {
        await using var connection = new NpgsqlConnection(_app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select set_config('app.system', 'on', false); {statement}", connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.That(refused!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task Row_93_rows_stay_even_for_who_may_do_everything()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => _app.Database.ExecuteAsync("delete from audit_events"));

        Assert.That(refused!.MessageText, Does.Contain("append-only"));
    }

    private HttpClient Owner(Guid workspace) => _app.As(new UserTicket(Guid.CreateVersion7(), workspace, "owner", Policies.Rights));

    private async Task RecordAsync(Guid workspace, string action, string subject, AuditActor? actor = null, bool commit = true)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.Workspace(workspace), CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<AuditLog>().RecordAsync(
            db, new AuditEntry(action, AuditSubjects.ApiKey, subject) { WorkspaceId = workspace, Actor = actor }, CancellationToken.None);
        if (commit)
        {
            await transaction.CommitAsync();
        }
    }

    private async Task<IReadOnlyList<string>> VerifyAsync() => (await AuditCommand.VerifyAsync(_app.Services)).Findings;

    private static async Task<IReadOnlyList<AuditEventResponse>> ReadAsync(HttpClient http, string query) =>
        (await http.ReadAsync<Page<AuditEventResponse>>("/api/audit" + query)).Items;
}
