using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>Platforms held and released over HTTP; claims come to another replica than the hold.</summary>
public sealed class HoldTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private ResultsFactory _one = null!;
    private ResultsFactory _other = null!;
    private Guid _workspace;
    private Guid _account;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        await ResultsFactory.MigrateAsync(_database);
        await _database.ExecuteAsync("insert into platforms (slug, can_reconcile) values ('twitter', true), ('discord', false)");
        _one = new ResultsFactory(_database, _keyRing, _broker);
        _other = new ResultsFactory(_database, _keyRing, _broker);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [SetUp]
    public void SetUp() => (_workspace, _account) = (Guid.CreateVersion7(), Guid.CreateVersion7());

    [Test]
    public async Task Held_platform_begins_nothing_and_says_so_and_the_rest_goes_on()
    {
        var post = Guid.CreateVersion7();
        var publication = await _one.RequestAsync(_workspace, post, accountId: _account);

        var hold = await HoldAsync("twitter", new HoldRequest { Reason = "an outage" });

        Assert.That((hold.Platform, hold.Reason, hold.Waiting), Is.EqualTo(("twitter", "an outage", 0L)));
        Assert.That(await ClaimAsync(publication), Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That(await ClaimAsync(Guid.CreateVersion7(), "discord"), Is.EqualTo(ClaimAnswers.Granted), "another platform");
        Assert.That(await ClaimAsync(Guid.CreateVersion7(), workspace: Guid.CreateVersion7()), Is.EqualTo(ClaimAnswers.Granted), "another workspace");
        Assert.That((await HoldsAsync()).Single().Waiting, Is.EqualTo(1));
        using var client = _one.ClientOf(_workspace);
        var status = await client.GetFromJsonAsync<JsonElement>($"/api/publishing/status/{post}");
        var told = status.GetProperty("publications")[0];
        Assert.That(told.GetProperty("status").GetString(), Is.EqualTo("queued"));
        Assert.That(told.GetProperty("problem").GetProperty("category").GetString(), Is.EqualTo("held"));
        Assert.That(told.GetProperty("problem").GetProperty("detail").GetString(), Is.EqualTo("The platform is held: an outage"));
        Assert.That(told.GetProperty("attempts").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task After_the_answer_nothing_begins_that_was_under_way()
    {
        var claims = Enumerable.Range(0, 100).Select(async i =>
        {
            await Task.Yield();
            return await ClaimAsync(Guid.CreateVersion7(), on: i % 2 == 0 ? _one : _other);
        }).ToList();

        await HoldAsync("twitter", new HoldRequest());
        var begun = await BegunAsync();
        await Task.WhenAll(claims);

        Assert.That(await BegunAsync(), Is.EqualTo(begun));
        Assert.That((await HoldsAsync()).Single().Waiting, Is.EqualTo(claims.Count - begun));
    }

    [Test]
    public async Task Release_lets_all_go_in_the_order_in_which_they_were_due()
    {
        const int Count = 450;
        var now = TimeProvider.System.GetUtcNow();
        await HoldAsync("twitter", new HoldRequest());
        List<Guid> inOrder = [];
        for (var i = 0; i < Count; i++)
        {
            inOrder.Add(Guid.CreateVersion7());
        }

        // Known in another order than they are due in.
        await _one.Services.GetRequiredService<PublicationStore>().AddAsync(
            inOrder.Select((id, i) => Request(id, now.AddSeconds(i - Count))).Reverse(), CancellationToken.None);
        foreach (var chunk in inOrder.Chunk(100))
        {
            await _other.Services.GetRequiredService<StepLedger>().ClaimAsync(
                new ClaimsRequest([.. chunk.Select(id => ClaimOf(id, "twitter", _workspace))]), CancellationToken.None);
        }

        var released = await ReleaseAsync("twitter");

        Assert.That(released.Released, Is.EqualTo(Count));
        await Eventually.BecomesTrueAsync(async () => await GatesAsync() == 0, Patience);
        var order = (await _database.ScalarAsync<Guid[]>(
            $"select array_agg(id order by deadline_at) from publications where workspace_id = '{_workspace}' and status = 'queued' and category is null")).ToList();
        Assert.That(order, Is.EqualTo(inOrder));
        Assert.That(await ClaimAsync(inOrder[0]), Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(await HoldsAsync(), Is.Empty);
    }

    [Test]
    public async Task Hold_with_an_end_ends_by_itself()
    {
        await HoldAsync("twitter", new HoldRequest());
        var publication = Guid.CreateVersion7();
        Assert.That(await ClaimAsync(publication), Is.EqualTo(ClaimAnswers.NotYours));
        await HoldAsync("twitter", new HoldRequest { Until = TimeProvider.System.GetUtcNow().AddSeconds(5) });

        await Eventually.BecomesTrueAsync(async () => await GatesAsync() == 0, Patience);

        Assert.That(await ClaimAsync(publication), Is.EqualTo(ClaimAnswers.Granted));
    }

    [Test]
    public async Task Used_up_limit_of_the_application_keeps_every_workspace_from_calling()
    {
        var last = Guid.CreateVersion7();
        Assert.That(await ClaimAsync(last, "linkedin"), Is.EqualTo(ClaimAnswers.Granted));
        await _one.CompleteAsync(last, notBefore: TimeProvider.System.GetUtcNow().AddHours(1), isForApplication: true);

        Assert.That(await ClaimAsync(Guid.CreateVersion7(), "linkedin", workspace: Guid.CreateVersion7()), Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That(await ClaimAsync(Guid.CreateVersion7(), "discord", workspace: Guid.CreateVersion7()), Is.EqualTo(ClaimAnswers.Granted));
        Assert.That(await HoldsAsync(), Is.Empty, "no person holds it");
    }

    [Test]
    public async Task Release_of_what_is_not_held_changes_nothing()
    {
        Assert.That((await ReleaseAsync("twitter")).Released, Is.Zero);
        Assert.That(await GatesAsync(), Is.Zero);
    }

    [Test]
    public async Task Hold_again_changes_the_reason_and_keeps_the_beginning()
    {
        var first = await HoldAsync("twitter", new HoldRequest { Reason = "an outage" });

        var second = await HoldAsync("twitter", new HoldRequest { Reason = "still" });

        Assert.That((second.Reason, second.HeldAt), Is.EqualTo(("still", first.HeldAt)));
        Assert.That((await HoldsAsync()).Single().Reason, Is.EqualTo("still"));
    }

    [Test]
    public async Task Bad_requests_hear_everything_at_once_and_unknown_platforms_are_not_found()
    {
        using var client = _one.ClientOf(_workspace);
        var late = TimeProvider.System.GetUtcNow().AddMinutes(-1);

        using var bad = await PostAsync(client, "twitter/hold", new HoldRequest { Reason = new string('a', 301), Until = late });
        using var far = await PostAsync(client, "twitter/hold", new HoldRequest { Until = late.AddDays(400) });
        using var unknown = await PostAsync(client, "nowhere/hold", new HoldRequest());
        using var notThere = await PostAsync(client, "nowhere/release", null);

        var errors = JsonElement.Parse(await bad.Content.ReadAsStringAsync()).GetProperty("errors");
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(errors.EnumerateObject().Select(error => error.Name), Is.EquivalentTo(["reason", "until"]));
        Assert.That(far.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((unknown.StatusCode, notThere.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task Who_may_not_connect_accounts_may_not_hold_platforms()
    {
        using var client = _one.ClientOf(_workspace, Policies.Read, Policies.PostsWrite, Policies.Publish);

        using var hold = await PostAsync(client, "twitter/hold", new HoldRequest());
        using var release = await PostAsync(client, "twitter/release", null);

        Assert.That((hold.StatusCode, release.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        Assert.That(await HoldsAsync(), Is.Empty);
    }

    [Test]
    public async Task Row_45_a_429_of_one_publication_keeps_the_others_of_the_account_from_calling()
    {
        var limited = Guid.CreateVersion7();
        await ClaimAsync(limited);
        await _one.CompleteAsync(limited, FailureCategories.RateLimited, notBefore: TimeProvider.System.GetUtcNow().AddHours(1));
        var next = Guid.CreateVersion7();

        var answer = await ClaimAsync(next, on: _other);

        Assert.That(answer, Is.EqualTo(ClaimAnswers.NotYours));
        Assert.That(
            await _database.ScalarAsync<string>($"select status || ' ' || attempt || ' ' || failures || ' ' || (next_try_at > now())::text from publications where id = '{next}'"),
            Is.EqualTo("scheduled 1 0 true"));
        Assert.That(await ClaimAsync(Guid.CreateVersion7(), account: Guid.CreateVersion7()), Is.EqualTo(ClaimAnswers.Granted), "another account");
        Assert.That(await HoldsAsync(), Is.Empty, "no person holds it");
    }

    private async Task<HoldResponse> HoldAsync(string platform, HoldRequest request)
    {
        using var client = _one.ClientOf(_workspace);
        using var answer = await PostAsync(client, $"{platform}/hold", request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return (await answer.Content.ReadFromJsonAsync<HoldResponse>(StrictJson.Options))!;
    }

    private async Task<ReleaseResponse> ReleaseAsync(string platform)
    {
        using var client = _other.ClientOf(_workspace);
        using var answer = await PostAsync(client, $"{platform}/release", null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return (await answer.Content.ReadFromJsonAsync<ReleaseResponse>(StrictJson.Options))!;
    }

    private async Task<IReadOnlyList<HoldResponse>> HoldsAsync()
    {
        using var client = _other.ClientOf(_workspace);
        return (await client.GetFromJsonAsync<IReadOnlyList<HoldResponse>>("/api/publishing/holds", StrictJson.Options))!;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, HoldRequest? request) =>
        client.PostAsync(
            new Uri($"/api/publishing/platforms/{path}", UriKind.Relative), request is null ? null : JsonContent.Create(request, options: StrictJson.Options));

    private async Task<string> ClaimAsync(
        Guid publication, string platform = "twitter", Guid? workspace = null, Guid? account = null, ResultsFactory? on = null)
    {
        var claim = ClaimOf(publication, platform, workspace ?? _workspace) with { AccountId = account ?? _account };
        return (await (on ?? _other).Services.GetRequiredService<StepLedger>().ClaimAsync(new ClaimsRequest([claim]), CancellationToken.None)).Claims[0].Answer;
    }

    private ClaimRequest ClaimOf(Guid publication, string platform, Guid workspace) => new()
    {
        ClaimId = Guid.CreateVersion7(), PublicationId = publication, PostId = Guid.CreateVersion7(), WorkspaceId = workspace, Platform = platform,
        AccountId = _account, Attempt = 1, Intent = new StepIntent("message"),
    };

    private Publication Request(Guid id, DateTimeOffset dueAt) => Publication.Request(
        new RequestedPublication { PublicationId = id, Platform = "twitter", AccountId = _account, AccountName = "news", DueAt = dueAt },
        Guid.CreateVersion7(), _workspace, TimeProvider.System.GetUtcNow(), new ResultsOptions { Lifetime = TimeSpan.FromHours(24) });

    private Task<long> BegunAsync() =>
        _database.ScalarAsync<long>($"select count(*) from publications where workspace_id = '{_workspace}' and status = 'publishing'");

    private Task<long> GatesAsync() => _database.ScalarAsync<long>($"select count(*) from publication_gates where workspace_id = '{_workspace}'");
}
