using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>Accounts that were connected a moment ago, and accounts whose access ends.</summary>
public sealed class AccountTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task An_account_that_no_event_has_told_of_yet_is_asked_about()
    {
        var account = Connected(_workspace.Id, Samples.Discord);
        AuthKnows(account);

        var answer = await _workspace.PublishAsync(Workspace.To(account.AccountId));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        Assert.That(answer.As<PublishResponse>().Publications.Single().AccountName, Is.EqualTo("Just connected"));
    }

    [Test]
    public async Task A_platform_whose_account_no_event_has_told_of_yet_is_asked_about()
    {
        AuthKnows(Connected(_workspace.Id, Samples.Discord));

        var answer = await _workspace.PublishAsync(Workspace.To() with { Targets = null, Platforms = [Samples.Discord] });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
    }

    [Test]
    public async Task An_account_that_nobody_knows_stays_unknown_and_auth_is_not_asked_all_the_time()
    {
        var before = PostsSuite.Service.Auth.Requests.Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _workspace.PublishAsync(Workspace.To(Guid.CreateVersion7()))));

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answers[0].ErrorFields, Is.EqualTo(new[] { "targets[0].account_id" }));
        Assert.That(PostsSuite.Service.Auth.Requests, Has.Count.LessThan(before + 10));
    }

    [Test]
    public async Task While_auth_is_away_the_account_is_unknown()
    {
        PostsSuite.Service.Auth.Next(new HttpRequestException("refused"));

        var answer = await _workspace.PublishAsync(Workspace.To(Guid.CreateVersion7()));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
    }

    [Test]
    public async Task Whoever_plans_for_later_than_an_access_lasts_is_warned()
    {
        var ends = TimeProvider.System.GetUtcNow().AddHours(5);
        var account = Connected(_workspace.Id, Samples.Discord) with { ExpiresAt = ends };
        AuthKnows(account);

        var late = await PlanAsync(ends.AddMinutes(1));
        var inTime = await PlanAsync(ends.AddMinutes(-1));

        Assert.That(late.Warnings!.Single(), Does.StartWith("the access to the discord account Just connected ends at ").And.EndsWith("connect it again before then"));
        Assert.That(inTime.Warnings, Is.Null);

        async Task<PublishResponse> PlanAsync(DateTimeOffset at) =>
            (await _workspace.PublishAsync(Workspace.To(account.AccountId) with { Mode = "scheduled", ScheduledAt = at })).As<PublishResponse>();
    }

    [Test]
    public async Task A_renewed_access_ends_the_warning()
    {
        var ends = TimeProvider.System.GetUtcNow().AddHours(5);
        var account = Connected(_workspace.Id, Samples.Discord) with { ExpiresAt = ends };
        await HearAsync(account);
        await HearAsync(account with { ExpiresAt = null, Version = 2 });

        var answer = await _workspace.PublishAsync(Workspace.To(account.AccountId) with { Mode = "scheduled", ScheduledAt = ends.AddDays(1) });

        Assert.That(answer.As<PublishResponse>().Warnings, Is.Null);
    }

    private async Task HearAsync(AccountConnected account)
    {
        await PostsSuite.Service.PublishAsync(account);
        await Eventually.BecomesTrueAsync(
            async () => await _workspace.CountAsync($"select count(*) from accounts where id = '{account.AccountId}' and version = {account.Version}") == 1,
            PostsSuite.Patience);
    }

    private static void AuthKnows(params AccountConnected[] accounts) => PostsSuite.Service.Auth.Next(
        HttpStatusCode.OK, JsonSerializer.Serialize(new WorkspaceAccountsResponse(accounts), StrictJson.Options));

    private static AccountConnected Connected(Guid workspaceId, string platform) => new()
    {
        AccountId = Guid.CreateVersion7(),
        WorkspaceId = workspaceId,
        Platform = platform,
        Name = "Just connected",
        ExternalId = "7",
        Version = 1,
    };
}
