using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Revisions;

/// <summary>
/// <c>PATCH /api/publishing/publications/{id}</c>: another text for what stands at the platform. The platform's own worker looks at it
/// first, with no transaction open meanwhile; then everything is looked at again under lock.
/// </summary>
internal static class EditPublication
{
    public static async Task<Results<Accepted<RevisionResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, EditPublicationRequest request, RevisionStore store, RevisionPump pump, PlatformCatalogue platforms, IPlatformRequests workers,
        CurrentUser user, TimeProvider time, IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        await platforms.WaitAsync(cancellationToken);
        var tenant = Tenant.Workspace(user.WorkspaceId);
        var (refusal, asked, seen) = await store.ChangeAsync(tenant, [id], set => Look(set.Find(id), request, platforms), cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (asked is not null)
        {
            return RevisionAnswers.Accepted(asked);
        }

        if (await AskAsync(workers, seen!, request.Text, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        return await store.ChangeAsync<Results<Accepted<RevisionResponse>, ProblemHttpResult>>(
            tenant,
            [id],
            set =>
            {
                var (refused, again, publication) = Look(set.Find(id), request, platforms);
                if (refused is not null)
                {
                    return refused;
                }

                if (again is not null)
                {
                    return RevisionAnswers.Accepted(again);
                }

                var now = time.GetUtcNow();
                var revision = Revision.Request(publication!, RevisionKinds.Edit, request.Text, user.UserId, now, options.Value);
                publication!.Revisions.Add(revision);
                set.Records.Add(RevisionAnswers.RecordOf("publication.edit", publication, context, now));
                pump.Wake(revision.NextTryAt);
                return RevisionAnswers.Accepted(revision);
            },
            cancellationToken);
    }

    /// <returns>Why not, or the same request that is under way already, or the publication to edit.</returns>
    private static (ProblemHttpResult? Refusal, Revision? Asked, RevisedPublication? Publication) Look(
        RevisedPublication? publication, EditPublicationRequest request, PlatformCatalogue platforms)
    {
        if (publication is null)
        {
            return (Problems.NotFound(), null, null);
        }

        // After the look, so that a stranger learns nothing from how a request is wrong.
        if (Check(request) is { Any: true } errors)
        {
            return (Problems.Invalid(errors), null, null);
        }

        return publication switch
        {
            { IsPublished: false } => (RevisionAnswers.NotPublished(publication), null, null),
            { Removal.IsRequested: true } => (Problems.Conflict("under_way", "The publication is being removed."), null, null),
            { Removal: not null } => (Problems.Conflict("removed", "The publication was removed; nothing of it stands at the platform."), null, null),
            { Edit: { } edit } when edit.Text == request.Text => (null, edit, null),
            { Edit: not null } => (Problems.Conflict("under_way", "Another edit is under way; its revision says when it has ended."), null, null),
            _ when !platforms.CanEdit(publication.Platform) => (RevisionAnswers.NotAble(publication, "change what was published"), null, null),
            _ => (null, null, publication),
        };
    }

    private static ErrorBag Check(EditPublicationRequest request)
    {
        var errors = new ErrorBag();
        if (string.IsNullOrWhiteSpace(request.Text))
        {
            errors.Add("text", "Give the whole new text; to take the post back, remove the publication.");
        }
        else if (request.Text.Length > Revision.MaxText)
        {
            errors.Add("text", $"It has at most {Revision.MaxText} characters.");
        }

        return errors;
    }

    private static async Task<ProblemHttpResult?> AskAsync(
        IPlatformRequests workers, RevisedPublication publication, string text, CancellationToken cancellationToken)
    {
        PostPreviewed? answer;
        try
        {
            answer = await workers.AskAsync<PreviewPost, PostPreviewed>(
                new PreviewPost { Platform = publication.Platform, ContentType = publication.ContentType, Content = new PostContent { Text = text } },
                cancellationToken);
        }
        catch (TimeoutException)
        {
            return Problems.Problem(StatusCodes.Status504GatewayTimeout, "no_answer", "The publisher did not answer in time.", "Try again.");
        }

        if (answer is null)
        {
            return Problems.Unavailable("no_worker", $"No publisher of {publication.Platform} is running.");
        }

        // Title, files and options stay as they are, and are not here to be looked at.
        var errors = new ErrorBag();
        foreach (var error in answer.Errors.Where(error => error.Field == "text"))
        {
            errors.Add(error.Field, error.Message);
        }

        return errors.Any ? Problems.Unprocessable(errors) : null;
    }
}
