using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Persistence;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Lateness is measured from the time that was wanted last.</summary>
internal sealed class PublicationsMovedConsumer(NpgsqlDataSource dataSource, TimeProvider clock) : IConsumer<Batch<PublicationsMoved>>
{
    private const string Update =
        """
        update post_targets t set due_at = m.due_at, moves = m.number, updated_at = $4
          from unnest($1::uuid[], $2::timestamptz[], $3::int[]) as m (id, due_at, number)
         where t.id = m.id and t.moves < m.number
        """;

    public async Task Consume(ConsumeContext<Batch<PublicationsMoved>> context)
    {
        // A statement updates a row once: the last move of each.
        List<MovedPublication> moved =
        [
            .. context.Message.SelectMany(message => message.Message.Publications)
                .GroupBy(publication => publication.PublicationId)
                .Select(moves => moves.MaxBy(move => move.Number)!),
        ];
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            Update,
            moved.Select(move => move.PublicationId).ToArray(),
            moved.Select(move => move.DueAt.ToUniversalTime()).ToArray(),
            moved.Select(move => move.Number).ToArray(),
            clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
    }
}
