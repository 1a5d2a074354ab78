using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Scheduler.Recurrences;

/// <summary>Shows with the recurrence why a time of it brought no copy.</summary>
internal sealed class OccurrencesRefusedConsumer(NpgsqlDataSource dataSource) : IConsumer<Batch<OccurrencesRefused>>
{
    public async Task Consume(ConsumeContext<Batch<OccurrencesRefused>> context)
    {
        var refusals = context.Message.SelectMany(message => message.Message.Refusals).DistinctBy(refusal => refusal.RecurrenceId).ToList();
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            update recurrences r set problem = p.problem
              from unnest($1::uuid[], $2::text[]) as p (id, problem) where r.id = p.id
            """,
            refusals.Select(refusal => refusal.RecurrenceId).ToArray(),
            refusals.Select(refusal => refusal.Problem).ToArray());
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
