using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

/// <summary>
/// A key is written in the transaction of the change it stands for. Of parallel requests with the same key one commits;
/// the primary key makes the others wait for it, fail, and answer with what it stored.
/// </summary>
public sealed class IdempotencyKeys(NpgsqlDataSource dataSource)
{
    private const string Insert =
        """
        insert into idempotency_keys (workspace_id, key, request_hash, status, location, body, created_at, etag)
        values ($1, $2, $3, $4, $5, $6, $7, case when $8 then (pg_current_xact_id()::xid::text)::bigint end)
        """;

    /// <summary>The table, for a migration; its row-level security is forced there.</summary>
    public const string Schema =
        """
        create table idempotency_keys (
            workspace_id uuid not null,
            key          text not null check (length(key) between 1 and 255),
            request_hash bytea not null,
            status       int not null,
            location     text,
            etag         bigint,
            body         bytea not null,
            created_at   timestamptz not null,
            constraint idempotency_keys_pkey primary key (workspace_id, key)
        );
        create index idempotency_keys_age on idempotency_keys (created_at);
        """;

    private const string Select =
        "select request_hash, status, location, etag, body from idempotency_keys where workspace_id = $1 and key = $2";

    /// <param name="tagged">The answer carries the ETag of a row that the same transaction writes.</param>
    public static void AddTo(NpgsqlBatch batch, IdempotentRequest? request, StoredAnswer answer, DateTimeOffset now, bool tagged = false)
    {
        if (request is not null)
        {
            batch.Add(Insert, request.WorkspaceId, request.Key, request.Hash, answer.Status, answer.Location, answer.Body, now, tagged);
        }
    }

    public static bool IsTaken(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "idempotency_keys_pkey" };

    /// <summary>The answer to a request whose key is taken.</summary>
    public async Task<Results<StoredAnswer, ProblemHttpResult>> ReplayAsync(IdempotentRequest request, CancellationToken cancellationToken) =>
        await FindAsync(request, cancellationToken)
        ?? Problems.Conflict("idempotency_key_expired", "The Idempotency-Key was forgotten at this moment; send the request again.");

    /// <summary>What was answered the first time, or why the key cannot be used; null when it is new.</summary>
    public async Task<Results<StoredAnswer, ProblemHttpResult>?> FindAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(request.WorkspaceId));
        batch.Add(Select, request.WorkspaceId, request.Key);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.Hash))
        {
            return Problems.Problem(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency_key_reused",
                "The Idempotency-Key was used for another request.",
                "Send a new key with a new request; the same key only repeats the same request.");
        }

        return new StoredAnswer(
            reader.GetInt32(1),
            reader.GetFieldValue<byte[]>(4),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : (uint)reader.GetInt64(3));
    }
}
