using System.Globalization;
using System.Net;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Auth.Tests;

/// <summary>What was asked for and not allowed stands in the audit log, however often it was asked for.</summary>
public sealed class DenialTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public void Reset() => _app.Platform.Reset();

    [Test]
    public async Task Row_59_a_callback_that_comes_again_is_recorded_and_never_reaches_the_platform()
    {
        var user = await _app.NewUserAsync();
        var request = new CompleteConnectionRequest("code-1", (await user.StartConnectionAsync()).State);
        using var first = await user.CompleteAsync(request);
        for (var again = 0; again < 5; again++)
        {
            using var refused = await user.CompleteAsync(request);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }

        await Eventually.BecomesTrueAsync(async () => await TimesAsync(user, "invalid_state") == 5, Deadline);
        Assert.That(_app.Platform.TokenRequests, Has.Count.EqualTo(1));
        Assert.That((await DeniedAsync(user))[0], Has.Property(nameof(AuditEventResponse.SubjectId)).EqualTo(StubWorker.OAuthPlatform)
            .And.Property(nameof(AuditEventResponse.Actor)).EqualTo(user.UserId.ToString()));
    }

    [Test]
    public async Task Row_59_a_consent_that_was_denied_and_an_answer_of_another_server_are_recorded_with_who_began()
    {
        var user = await _app.NewUserAsync();
        var denied = await user.StartConnectionAsync();
        var mixedUp = await user.StartConnectionAsync(StubWorker.PagesPlatform);

        using var first = await user.CompleteAsync(new CompleteConnectionRequest(null, denied.State, "access_denied"));
        using var second = await user.CompleteAsync(
            new CompleteConnectionRequest("code-1", mixedUp.State, Iss: "https://evil.example"), StubWorker.PagesPlatform);

        Assert.That(new[] { first.StatusCode, second.StatusCode }, Has.All.EqualTo(HttpStatusCode.BadRequest));
        var rows = await DeniedAsync(user);
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(row => row.Detail["reason"]), Is.EqualTo(new[] { "issuer_mismatch", "authorization_denied" }));
            Assert.That(rows.Select(row => row.Actor), Has.All.EqualTo(user.UserId.ToString()));
            Assert.That(_app.Platform.TokenRequests, Is.Empty);
        });
    }

    [Test]
    public async Task Row_59_a_parameter_given_twice_is_refused_before_anything_is_asked()
    {
        var user = await _app.NewUserAsync();
        var start = await user.StartConnectionAsync();
        using var browser = _app.Anonymous();

        using var answer = await browser.GetAsync($"/api/publishing/auth/testy/callback?state={start.State}&code=one&code=two");

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "code" }));
        Assert.That(_app.Platform.TokenRequests, Is.Empty);
    }

    [Test]
    public async Task Row_59_many_forged_callbacks_of_nobody_are_few_entries()
    {
        using var attacker = _app.Anonymous();
        attacker.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.77");

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using var answer = await attacker.GetAsync($"/api/publishing/auth/testy/callback?state=forged-{number}&code=x");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }));

        const string Forged = "from audit_events where network = '203.0.113.0/24' and actor_kind = 'anonymous' and outcome = 'denied'";
        await Eventually.BecomesTrueAsync(
            async () => await _app.Database.ScalarAsync<long>($"select coalesce(sum((detail::json ->> 'times')::bigint), 0)::bigint {Forged}") == 100, Deadline);
        Assert.That(await _app.Database.ScalarAsync<long>($"select count(*) {Forged}"), Is.LessThan(50));
    }

    [Test]
    public async Task An_address_inside_that_was_not_called_is_recorded()
    {
        var guard = _app.Services.GetRequiredService<EgressGuard>();

        await Assert.ThrowsAsync<EgressDeniedException>(() => guard.ConnectAsync(new DnsEndPoint("169.254.169.254", 80), CancellationToken.None));

        await Eventually.BecomesTrueAsync(
            async () => await _app.Database.ScalarAsync<long>(
                "select count(*) from audit_events where action = 'egress.deny' and subject_id = '169.254.169.254' and actor = 'auth'") == 1,
            Deadline);
    }

    [Test]
    public async Task A_report_of_another_process_is_written_once_however_often_it_is_sent()
    {
        var user = await _app.NewUserAsync();
        var report = new ReportDenialsRequest(Guid.CreateVersion7(), [Tries(user.WorkspaceId, "policy.deny") with { By = new Requester(user.UserId) }]);
        using var gateway = _app.Gateway();

        for (var time = 0; time < 3; time++)
        {
            using var answer = await gateway.PostAsync("/internal/audit/denials", report);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        }

        var row = (await user.Http.ReadAsync<Page<AuditEventResponse>>("/api/audit?action=policy.deny")).Items.Single();
        Assert.Multiple(() =>
        {
            Assert.That((row.Actor, row.Outcome, row.SubjectId), Is.EqualTo((user.UserId.ToString(), "denied", "POST /api/posts")));
            Assert.That((row.Detail["times"], row.Detail["reported_by"]), Is.EqualTo(("7", "gateway")));
        });
    }

    [Test]
    public async Task A_worker_reports_what_it_did_not_call_and_writes_into_no_workspaces_log()
    {
        var user = await _app.NewUserAsync();
        using var worker = _app.WorkerClient("publisher.testy");

        using var smuggled = await worker.PostAsync(
            "/internal/audit/denials", new ReportDenialsRequest(Guid.CreateVersion7(), [Tries(user.WorkspaceId, "egress.deny")]));
        using var own = await worker.PostAsync(
            "/internal/audit/denials",
            new ReportDenialsRequest(Guid.CreateVersion7(), [Tries(AuditLog.Installation, "egress.deny") with { SubjectId = "inside.example" }]));

        Assert.That((smuggled.StatusCode, own.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NoContent)));
        Assert.That(
            await _app.Database.ScalarAsync<string>("select actor from audit_events where subject_id = 'inside.example'"), Is.EqualTo("publisher.testy"));
        Assert.That((await user.Http.ReadAsync<Page<AuditEventResponse>>("/api/audit?action=egress.deny")).Items, Is.Empty);
    }

    [Test]
    public async Task Users_report_nothing()
    {
        var user = await _app.NewUserAsync();
        using var nobody = _app.Anonymous();
        var report = new ReportDenialsRequest(Guid.CreateVersion7(), [Tries(user.WorkspaceId, "policy.deny")]);

        using var asUser = await user.Http.PostAsync("/internal/audit/denials", report);
        using var asNobody = await nobody.PostAsync("/internal/audit/denials", report);

        Assert.That((asUser.StatusCode, asNobody.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized)));
    }

    private static DeniedTries Tries(Guid workspace, string action) => new()
    {
        WorkspaceId = workspace,
        Action = action,
        SubjectType = "route",
        SubjectId = "POST /api/posts",
        Reason = "insufficient_role",
        FirstAt = TimeProvider.System.GetUtcNow(),
        Count = 7,
    };

    private static async Task<IReadOnlyList<AuditEventResponse>> DeniedAsync(TestUser user) =>
        [.. (await user.Http.ReadAsync<Page<AuditEventResponse>>("/api/audit?action=credential.connect")).Items.Where(row => row.Outcome == "denied")];

    private static async Task<int> TimesAsync(TestUser user, string reason) => (await DeniedAsync(user))
        .Where(row => row.Detail["reason"] == reason)
        .Sum(row => int.Parse(row.Detail["times"], CultureInfo.InvariantCulture));
}
