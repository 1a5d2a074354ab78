using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Results.Publications;

/// <summary><c>GET /api/publishing/status/{post_id}</c>.</summary>
internal static class GetPostStatus
{
    public static async Task<Results<Ok<PostStatusResponse>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "post_id")] Guid postId, ResultsDbContext db, PostsClient posts, CurrentUser user, CancellationToken cancellationToken) =>
        await FindAsync(postId, db, posts, user, cancellationToken) is { } post ? TypedResults.Ok(post) : Problems.NotFound();

    /// <summary>Null when there is no such post, or not in this workspace.</summary>
    public static async Task<PostStatusResponse?> FindAsync(
        Guid postId, ResultsDbContext db, PostsClient posts, CurrentUser user, CancellationToken cancellationToken)
    {
        var heard = await LoadAsync(postId, db, user, cancellationToken);
        if (heard.Count > 0 && heard.TrueForAll(IsRequested))
        {
            return new PostStatusResponse(postId, PostStatus.Of(LatestOf(heard)), heard);
        }

        // Accepted a moment ago, or a draft: posts knows it. Of what a worker began before the request was heard, only that much is here.
        if (await posts.FindAsync(postId, cancellationToken) is not { } known)
        {
            return heard.Count > 0 ? new PostStatusResponse(postId, PostStatus.Of(LatestOf(heard)), heard) : null;
        }

        // What posts has heard of its publications it heard from here, where there is more to tell by now.
        var merged = Merge(await LoadAsync(postId, db, user, cancellationToken), known);
        return new PostStatusResponse(postId, PostStatus.Of(LatestOf(merged)), merged);
    }

    /// <summary>A claim does not say the name of the account, the request does.</summary>
    private static bool IsRequested(PublicationResponse publication) => publication.AccountName is not null;

    private static List<PublicationResponse> Merge(List<PublicationResponse> heard, Contracts.Api.Internal.PostPublications known) =>
    [
        .. heard.Concat(known.Publications.Where(one => !heard.Exists(publication => publication.PublicationId == one.PublicationId)).Select(ToResponse))
            .OrderBy(publication => publication.PublicationId),
    ];

    private static async Task<List<PublicationResponse>> LoadAsync(
        Guid postId, ResultsDbContext db, CurrentUser user, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var publications = await db.Publications.AsNoTracking()
            .Where(publication => publication.WorkspaceId == user.WorkspaceId && publication.PostId == postId)
            .Include(publication => publication.Steps)
            .Include(publication => publication.Attempts)
            .AsSplitQuery()
            .OrderBy(publication => publication.Id)
            .ToListAsync(cancellationToken);
        return [.. publications.Select(ToResponse)];
    }

    /// <summary>A post that was published again to an account stands where the last publication to it stands.</summary>
    internal static IEnumerable<string> LatestOf(IEnumerable<PublicationResponse> publications) => publications
        .GroupBy(publication => publication.AccountId)
        .Select(account => account.MaxBy(publication => publication.PublicationId)!.Status);

    internal static PublicationResponse ToResponse(Publication publication) => new()
    {
        PublicationId = publication.Id,
        Platform = publication.Platform,
        AccountId = publication.AccountId,
        AccountName = publication.AccountName,
        Status = publication.Status,
        DueAt = publication.DueAt,
        NextTryAt = publication.NextTryAt,
        PublishedAt = publication.PublishedAt,
        RemovedAt = publication.RemovedAt,
        ExternalId = publication.ExternalId,
        ExternalUrl = publication.ExternalUrl,
        Problem = publication.Category is { } category ? new PublicationProblem(category, publication.Detail, publication.Action) : null,
        Attempts =
        [
            .. publication.Attempts.OrderBy(attempt => attempt.Number).Select(attempt => new AttemptResponse(
                attempt.Number, attempt.Result, attempt.Category, attempt.Detail, attempt.StartedAt, attempt.CompletedAt)),
        ],
        Steps =
        [
            .. publication.Steps.OrderBy(step => step.Ordinal).Select(step => new StepResponse(
                step.Name, step.State, step.ExternalId, step.StartedAt, step.CompletedAt)),
        ],
    };

    private static PublicationResponse ToResponse(Contracts.Api.Internal.KnownPublication known) => new()
    {
        PublicationId = known.PublicationId,
        Platform = known.Platform,
        AccountId = known.AccountId,
        AccountName = known.AccountName,
        Status = known.Status,
        DueAt = known.DueAt,
    };
}
