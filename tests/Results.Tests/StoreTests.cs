using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>The ledger over real tables: what many writers at once may and may not do.</summary>
public sealed class StoreTests
{
    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private WebApplication _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["ConnectionStrings:Migrations"] = _database.MigrationsConnectionString,
            ["ConnectionStrings:KeyRing"] = _keyRing.ConnectionString,
            ["KeyRing:Key"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()),
            ["RabbitMq:Url"] = _broker.Url,
            ["Results:ReconcileDelays:0"] = "00:00:05",
        });
        builder.AddServiceDefaults("results");
        builder.AddPostgres<ResultsDbContext>();
        builder.AddMessaging<ResultsDbContext>();
        builder.AddResults();
        _app = builder.Build();
        Assert.That(await _app.RunServiceAsync(["migrate"]), Is.Zero);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
    }

    /// <summary>Only part of the tables: the others are spoken to in SQL.</summary>
    [Test]
    public async Task The_migrated_schema_has_what_the_model_expects()
    {
        await using var scope = _app.Services.CreateAsyncScope();

        Assert.That(
            Schema.ColumnsOf(scope.ServiceProvider.GetRequiredService<ResultsDbContext>()),
            Is.SubsetOf(await Schema.ColumnsOfAsync(_database)));
        Assert.That(await Schema.UnprotectedTablesOfAsync(_database), Is.Empty);
    }

    [Test]
    public async Task Row_29_of_fifty_claims_of_one_publication_at_once_exactly_one_is_granted()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var publication = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            ledger.ClaimAsync(new ClaimsRequest([Claim(publication, Guid.CreateVersion7())]), CancellationToken.None)));

        Assert.That(answers.Count(answer => answer.Claims[0].Answer == ClaimAnswers.Granted), Is.EqualTo(1));
    }

    [Test]
    public async Task Row_29_the_event_of_a_request_and_the_claim_may_come_in_any_order_and_together()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var store = _app.Services.GetRequiredService<PublicationStore>();
        var ids = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToArray();

        var claims = ledger.ClaimAsync(new ClaimsRequest([.. ids.Select(id => Claim(id, Guid.CreateVersion7()))]), CancellationToken.None);
        var requests = store.AddAsync(ids.Select(Request), CancellationToken.None);
        await Task.WhenAll(claims, requests);

        Assert.That((await claims).Claims.All(claim => claim.Answer == ClaimAnswers.Granted));
        Assert.That(await _database.ScalarAsync<long>($"select count(*) from publications where status = 'publishing' and account_name = 'news' and id = any('{{{string.Join(',', ids)}}}')"), Is.EqualTo(40));
    }

    [Test]
    public async Task A_step_that_ends_and_the_next_one_are_one_write_under_the_rule_of_one_open_step()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var publication = Guid.CreateVersion7();
        var claim = (await ledger.ClaimAsync(new ClaimsRequest([Claim(publication, Guid.CreateVersion7())]), CancellationToken.None)).Claims[0];

        var answer = await ledger.AdvanceAsync(
            new StepsRequest(
            [
                new StepRequest
                {
                    PublicationId = publication, Fence = claim.Fence, Intent = new StepIntent("part-2"),
                    Completed = [new StepResult { Name = "part-1", State = StepStates.Accepted, ExternalId = "1" }],
                },
            ]),
            _ => true,
            CancellationToken.None);

        Assert.That(answer.Steps[0].Granted);
        Assert.That(await StepStatesAsync(publication), Is.EqualTo("part-1=accepted part-2=intent"));
    }

    [Test]
    public async Task A_worker_of_another_platform_may_not_touch_it()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var publication = Guid.CreateVersion7();
        var claim = (await ledger.ClaimAsync(new ClaimsRequest([Claim(publication, Guid.CreateVersion7())]), CancellationToken.None)).Claims[0];

        var answer = await ledger.AdvanceAsync(
            new StepsRequest([new StepRequest { PublicationId = publication, Fence = claim.Fence, Completed = [new StepResult { Name = "part-1", State = StepStates.Refused }] }]),
            platform => platform == "discord",
            CancellationToken.None);

        Assert.That(answer.Steps[0].Granted, Is.False);
        Assert.That(await StepStatesAsync(publication), Is.EqualTo("part-1=intent"));
    }

    [Test]
    public async Task Row_14_a_change_and_the_messages_it_causes_are_one_transaction()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var store = _app.Services.GetRequiredService<PublicationStore>();
        var publication = Guid.CreateVersion7();
        await ledger.ClaimAsync(new ClaimsRequest([Claim(publication, Guid.CreateVersion7())]), CancellationToken.None);
        var before = await OwedAsync();

        await store.ChangeAsync(
            [publication],
            set =>
            {
                set.Find(publication)!.Complete(
                    new AttemptOutcome
                    {
                        PublicationId = publication, Attempt = 1, Fence = 1, Result = AttemptResults.Published, ExternalId = "1801",
                        StartedAt = DateTimeOffset.UnixEpoch, CompletedAt = DateTimeOffset.UnixEpoch,
                    },
                    DateTimeOffset.UnixEpoch.AddDays(20_000), new ResultsOptions(), () => 0.5);
                return true;
            },
            CancellationToken.None);

        Assert.That(await OwedAsync(), Is.EqualTo(before + 1));
        Assert.That(await _database.ScalarAsync<string>($"select external_id from publications where id = '{publication}'"), Is.EqualTo("1801"));
        Assert.That(await _database.ScalarAsync<string>($"select result from attempts where publication_id = '{publication}'"), Is.EqualTo("published"));
    }

    [Test]
    public async Task A_post_whose_comment_nobody_came_for_in_time_is_published_with_what_the_ledger_knows()
    {
        var ledger = _app.Services.GetRequiredService<StepLedger>();
        var store = _app.Services.GetRequiredService<PublicationStore>();
        var publication = Guid.CreateVersion7();
        var claim = (await ledger.ClaimAsync(new ClaimsRequest([Claim(publication, Guid.CreateVersion7())]), CancellationToken.None)).Claims[0];
        await ledger.AdvanceAsync(
            new StepsRequest(
            [
                new StepRequest
                {
                    PublicationId = publication, Fence = claim.Fence, Intent = new StepIntent("comment", Post: new StandingPost("1801", "https://x.example/1801")),
                    Completed = [new StepResult { Name = "part-1", State = StepStates.Accepted, ExternalId = "1801" }],
                },
            ]),
            _ => true,
            CancellationToken.None);
        var waiting = await StandingAsync(publication);

        await ChangeAsync(store, publication, one => one.Complete(
            new AttemptOutcome
            {
                PublicationId = publication, Attempt = 1, Fence = claim.Fence, Result = AttemptResults.Failed, Category = FailureCategories.RateLimited,
                Detail = "too many", IsRetryable = true, Steps = [new StepResult { Name = "comment", State = StepStates.Refused, Detail = "too many" }],
                StartedAt = TimeProvider.System.GetUtcNow(), CompletedAt = TimeProvider.System.GetUtcNow(),
            },
            TimeProvider.System.GetUtcNow(), new ResultsOptions(), () => 0.5));
        await ChangeAsync(store, publication, one => one.Overdue(canReconcile: true, TimeProvider.System.GetUtcNow().AddDays(2), new ResultsOptions()));

        Assert.That(waiting, Is.EqualTo("publishing 1801 https://x.example/1801"));
        Assert.That(await StandingAsync(publication), Is.EqualTo("published 1801 https://x.example/1801"));
        Assert.That(
            await _database.ScalarAsync<string>($"select string_agg(number || ' ' || result || ' ' || detail, '; ' order by number) from attempts where publication_id = '{publication}'"),
            Is.EqualTo("1 failed too many; 2 published The post stands. Its comment was not made: It could not be sent within a day of its time."));
    }

    private Task<string> StandingAsync(Guid publication) => _database.ScalarAsync<string>(
        $"select status || ' ' || external_id || ' ' || external_url from publications where id = '{publication}'");

    private static Task<bool> ChangeAsync(PublicationStore store, Guid id, Action<Publication> change) => store.ChangeAsync(
        [id],
        set =>
        {
            change(set.Find(id)!);
            return true;
        },
        CancellationToken.None);

    private static Publication Request(Guid id)
    {
        var requested = new RequestedPublication { PublicationId = id, Platform = "twitter", AccountId = Guid.CreateVersion7(), AccountName = "news" };
        return Publication.Request(requested, Guid.CreateVersion7(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), new ResultsOptions());
    }

    private static ClaimRequest Claim(Guid publication, Guid claim) => new()
    {
        ClaimId = claim, PublicationId = publication, PostId = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(), Platform = "twitter",
        AccountId = Guid.CreateVersion7(), Attempt = 1, Intent = new StepIntent("part-1"),
    };

    private Task<long> OwedAsync() => _database.ScalarAsync<long>("select count(*) from outbox_messages");

    private Task<string> StepStatesAsync(Guid publication) => _database.ScalarAsync<string>(
        $"select string_agg(name || '=' || state, ' ' order by ordinal) from steps where publication_id = '{publication}'");
}
