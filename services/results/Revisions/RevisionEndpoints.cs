using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Revisions;

internal static class RevisionEndpoints
{
    public static void MapRevisions(this RouteGroupBuilder publications)
    {
        publications.WithTags("Results");
        publications.MapDelete("/{id:guid}", RemovePublication.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("RemovePublication")
            .WithSummary("Take back what was published: every part of it is deleted at the platform.")
            .WithDescription(
                "The answer is the revision, whose state says how far it is; asking again answers the same one. What is gone at the platform already "
                + "counts as done. 409: it is not published. 422: the platform lets nobody delete by its API.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        publications.MapPatch("/{id:guid}", EditPublication.HandleAsync)
            .RequireAuthorization(Policies.Publish)
            .WithName("EditPublication")
            .WithSummary("Change the text of what was published, where the platform lets texts be changed.")
            .WithDescription(
                "The platform's own rules are looked at first: 422 lists what is wrong, with limit and number. 409: it is not published, it is removed, "
                + "or another revision is under way.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        publications.MapGet("/{id:guid}/revisions", ListRevisions.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListRevisions")
            .WithSummary("What was asked of a publication after it was published, newest first, and what became of it: the newest hundred.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }
}

/// <summary>What removing and editing say alike.</summary>
internal static class RevisionAnswers
{
    public static Accepted<RevisionResponse> Accepted(Revision revision) =>
        TypedResults.Accepted($"/api/publishing/publications/{revision.PublicationId}/revisions", revision.ToResponse());

    public static ProblemHttpResult NotPublished(RevisedPublication publication) =>
        Problems.Conflict("not_published", $"The publication is {publication.Status}; only what is published can be changed at the platform.");

    public static ProblemHttpResult NotAble(RevisedPublication publication, string what) => Problems.Problem(
        StatusCodes.Status422UnprocessableEntity, "not_supported", "The platform cannot do that.",
        $"{publication.Platform} lets nobody {what} by its API; do it at the platform itself.");

    public static AuditRecorded RecordOf(string action, RevisedPublication publication, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = publication.WorkspaceId,
        Action = action,
        SubjectType = "publication",
        SubjectId = publication.Id.ToString(),
        By = context.Requester(),
        At = now,
        Detail = new Dictionary<string, string> { ["platform"] = publication.Platform, ["post_id"] = publication.PostId.ToString() },
    };
}
