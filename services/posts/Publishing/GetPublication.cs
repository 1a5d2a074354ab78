using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What became of a publication that scheduler does not hold (any more), asked with the user's own rights.</summary>
internal static class GetPublication
{
    public static async Task<Results<Ok<KnownPublication>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(user.Tenant);
        batch.Add(
            "select platform, account_id, account_name, status, due_at from post_targets where id = $1 and workspace_id = $2", id, user.WorkspaceId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? TypedResults.Ok(new KnownPublication(
                id, reader.GetString(0), reader.GetGuid(1), reader.GetTextOrNull(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)))
            : Problems.NotFound();
    }
}
