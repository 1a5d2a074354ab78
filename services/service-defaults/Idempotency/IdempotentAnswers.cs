using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

public static class IdempotentAnswers
{
    /// <summary>
    /// Keeps the answer in the open transaction of the context, so that neither it nor what it speaks of is there without the other.
    /// Of two requests at once the second waits here, and fails with what <see cref="IdempotencyKeys.IsTaken"/> tells.
    /// </summary>
    /// <param name="request">Null keeps nothing.</param>
    /// <param name="tagged">The answer carries the ETag of a row that the same transaction writes.</param>
    public static async Task KeepAsync(
        this DbContext db, IdempotentRequest? request, StoredAnswer answer, DateTimeOffset now, CancellationToken cancellationToken,
        bool tagged = false)
    {
        if (request is null)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        IdempotencyKeys.AddTo(batch, request, answer, now, tagged);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
