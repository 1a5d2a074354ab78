using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What results shows of a post until it has heard of it, asked with the user's own rights.</summary>
internal static class ListPublications
{
    public static async Task<Results<Ok<PostPublications>, ProblemHttpResult>> HandleAsync(
        Guid id, CurrentUser user, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(user.Tenant);
        batch.Add("select 1 from posts where id = $1 and workspace_id = $2", id, user.WorkspaceId);
        batch.Add(ExistingPosts.Living, id, user.WorkspaceId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return Problems.NotFound();
        }

        await reader.NextResultAsync(cancellationToken);
        var publications = await ExistingPosts.ReadLivingAsync(reader, cancellationToken);
        return TypedResults.Ok(new PostPublications(
            id,
            [
                .. publications.Select(known => new KnownPublication(
                    known.Id, known.Platform, known.AccountId, known.AccountName, known.Status, known.DueAt)),
            ]));
    }
}
