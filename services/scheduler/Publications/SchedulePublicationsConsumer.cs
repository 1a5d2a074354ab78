using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.Scheduler.Slots;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Scheduler.Publications;

internal sealed class SchedulePublicationsConsumer(NpgsqlDataSource dataSource, DuePublicationsPump pump)
    : IConsumer<Batch<SchedulePublications>>
{
    private const string Insert =
        """
        insert into scheduled_publications (publication_id, attempt, workspace_id, post_id, platform, account_id, due_at)
        select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[])
        on conflict do nothing
        """;

    public async Task Consume(ConsumeContext<Batch<SchedulePublications>> context)
    {
        List<ScheduleEntry> entries = [.. context.Message.SelectMany(message => message.Message.Entries)];
        if (entries.Count == 0)
        {
            return;
        }

        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            Insert,
            Column(entries, entry => entry.PublicationId),
            Column(entries, entry => entry.Attempt),
            Column(entries, entry => entry.WorkspaceId),
            Column(entries, entry => entry.PostId),
            Column(entries, entry => entry.Platform),
            Column(entries, entry => entry.AccountId),
            Column(entries, entry => entry.DueAt.ToUniversalTime()));
        batch.Add(SlotStore.Settle, Column(entries, entry => entry.PublicationId));
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
        pump.Wake(entries.Min(entry => entry.DueAt));
    }

    private static T[] Column<T>(List<ScheduleEntry> entries, Func<ScheduleEntry, T> value) => [.. entries.Select(value)];
}
