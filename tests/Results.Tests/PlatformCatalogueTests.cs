using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Results.Tests;

/// <summary>A process that has just begun does not know yet which platforms can be read.</summary>
public sealed class PlatformCatalogueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ResultsOptions AtOnce = new() { ReconcileDelays = [TimeSpan.Zero] };

    [Test]
    public async Task A_lost_answer_is_not_taken_for_unreadable_before_the_platforms_are_known()
    {
        await using var servers = await ResultsServers.StartAsync();
        await servers.Database.ExecuteAsync("insert into platforms (slug, can_reconcile) values ('twitter', true)");
        await using var blocker = new NpgsqlConnection(servers.Database.AdministratorConnectionString);
        await blocker.OpenAsync();
        await using var block = await blocker.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table platforms in access exclusive mode", blocker))
        {
            await command.ExecuteNonQueryAsync();
        }

        await using var results = new ResultsFactory(servers);
        var publication = await results.RequestAsync(Guid.CreateVersion7(), Guid.CreateVersion7());
        await LoseAnswerAsync(results, publication);

        // Meanwhile the watchdog, which looks every two seconds, has had its turn.
        await Eventually.BecomesTrueAsync(async () => await servers.Database.ScalarAsync<long>(TriesSince(publication)) > 0, Patience);
        await block.RollbackAsync();

        await Eventually.BecomesTrueAsync(
            async () => await servers.Database.ScalarAsync<int>($"select readings from publications where id = '{publication}'") > 0, Patience);
    }

    private static string TriesSince(Guid publication) => $"""
        select count(*) from pg_stat_activity, publications
        where datname = current_database() and wait_event_type = 'Lock' and id = '{publication}' and query_start > created_at + interval '5 seconds'
        """;

    private static Task LoseAnswerAsync(ResultsFactory results, Guid id) => results.Services.GetRequiredService<PublicationStore>().ChangeAsync(
        [id],
        set =>
        {
            var publication = set.Find(id)!;
            var now = TimeProvider.System.GetUtcNow();
            publication.Claim(Transitions.Claim("message"), now, AtOnce);
            publication.Complete(
                Transitions.Outcome(AttemptResults.Unknown) with { Steps = [new StepResult { Name = "message", State = StepStates.Unknown }] },
                now, AtOnce, () => 0.5);
            return publication.Status;
        },
        CancellationToken.None);
}
