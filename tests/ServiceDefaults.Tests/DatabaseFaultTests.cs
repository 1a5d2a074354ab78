using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>PostgreSQL is away, stands still, or has no connection left: whoever asks is told to come back, and nothing stays broken.</summary>
public sealed class DatabaseFaultTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly Guid Workspace = Guid.CreateVersion7();

    private FaultProxy _postgres = null!;

    [SetUp]
    public async Task StartAsync() => _postgres = await Proxied.PostgresAsync();

    [TearDown]
    public async Task StopAsync() => await _postgres.DisposeAsync();

    [Test]
    public async Task Row_32_while_the_database_is_down_everybody_is_told_to_come_back()
    {
        await using var service = await StartServiceAsync("Timeout=5");
        using var http = service.Http;
        Assert.That(await WriteAsync(http), Is.EqualTo(HttpStatusCode.Created));

        _postgres.Fault = Fault.Down;
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WriteAsync(http)));
        var ready = await http.GetAsync("/health/ready");
        _postgres.Fault = Fault.None;

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        await Eventually.BecomesTrueAsync(async () => await WriteAsync(http) == HttpStatusCode.Created, Deadline);
        await Eventually.BecomesTrueAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode, Deadline);
    }

    [Test]
    public async Task Row_33_a_database_that_stands_still_leaves_no_connection_behind()
    {
        const int Pool = 8;
        await using var service = await StartServiceAsync($"Timeout=3;Command Timeout=3;Maximum Pool Size={Pool}");
        using var http = service.Http;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WriteAsync(http)));

        _postgres.Fault = Fault.BlackHole;
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WriteAsync(http)));
        _postgres.Fault = Fault.None;

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        await Eventually.BecomesTrueAsync(async () => await WriteAsync(http) == HttpStatusCode.Created, Deadline);
        await Eventually.BecomesTrueAsync(async () => await ConnectionsAsync(service) <= Pool, Deadline);
    }

    [Test]
    public async Task Row_34_who_gets_no_connection_is_told_to_come_back_and_the_others_go_on()
    {
        await using var service = await StartServiceAsync("Timeout=2;Command Timeout=60;Maximum Pool Size=5");
        using var http = service.Http;
        await using var blocker = new NpgsqlConnection(service.Database.AdministratorConnectionString);
        await using var block = await LockNotesAsync(blocker);

        var writes = Enumerable.Range(0, 200).Select(_ => WriteAsync(http)).ToList();
        await Eventually.BecomesTrueAsync(() => writes.Count(write => write.IsCompleted) >= 195, Deadline);
        await block.RollbackAsync();
        var answers = await Task.WhenAll(writes);

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.Created).Or.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(
            await service.Database.ScalarAsync<long>("select count(*) from notes"), Is.EqualTo(answers.Count(answer => answer == HttpStatusCode.Created)));
        await Eventually.BecomesTrueAsync(async () => await WriteAsync(http) == HttpStatusCode.Created, Deadline);
    }

    [Test]
    public async Task Row_37_a_locked_table_is_not_waited_for_and_nothing_is_left_half_done()
    {
        await using var service = await StartServiceAsync("Timeout=30;Command Timeout=60;Maximum Pool Size=20");
        using var http = service.Http;
        await using var blocker = new NpgsqlConnection(service.Database.AdministratorConnectionString);
        await using var block = await LockNotesAsync(blocker);

        // The lock stays as long as they wait: only their own limit ends them.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => WriteAsync(http)));
        var ready = await http.GetAsync("/health/ready");
        await block.RollbackAsync();

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await service.Database.ScalarAsync<long>("select count(*) from notes"), Is.Zero);
        await Eventually.BecomesTrueAsync(async () => await WriteAsync(http) == HttpStatusCode.Created, Deadline);
    }

    private Task<TestService> StartServiceAsync(string connection) =>
        TestService.StartAsync(
            app => app.MapPost("/notes", async (Note note, TestDbContext db, CancellationToken cancellationToken) =>
            {
                await using var transaction = await db.BeginAsync(Tenant.Workspace(Workspace), cancellationToken);
                db.Notes.Add(note);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return TypedResults.Created();
            }).AllowAnonymous(),
            postgres: _postgres,
            connection: connection);

    private static async Task<NpgsqlTransaction> LockNotesAsync(NpgsqlConnection blocker)
    {
        await blocker.OpenAsync();
        var block = await blocker.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("lock table notes in access exclusive mode", blocker);
        await command.ExecuteNonQueryAsync();
        return block;
    }

    private static async Task<HttpStatusCode> WriteAsync(HttpClient http)
    {
        using var answer = await http.PostAsJsonAsync("/notes", new { id = Guid.CreateVersion7(), workspace_id = Workspace, body_text = "a note" });
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        }

        return answer.StatusCode;
    }

    private static async Task<long> ConnectionsAsync(TestService service) =>
        await service.Database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
}
