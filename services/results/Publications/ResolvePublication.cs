using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Publications;

/// <summary>
/// <c>POST /api/publishing/publications/{id}/resolve</c>: a person has looked at the platform. The only way out of an
/// unknown outcome that the platform itself cannot settle.
/// </summary>
internal static class ResolvePublication
{
    private const int MaxUrl = 2000;
    private const int MaxId = 500;

    public static async Task<Results<Ok<PublicationResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, ResolveRequest request, PublicationStore store, CurrentUser user, TimeProvider time,
        IOptions<ResultsOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        return await store.ChangeAsync<Results<Ok<PublicationResponse>, ProblemHttpResult>>(
            [id],
            set =>
            {
                if (set.Find(id) is not { } publication || publication.WorkspaceId != user.WorkspaceId)
                {
                    return Problems.NotFound();
                }

                // After the look, so that a stranger learns nothing from how a request is wrong.
                if (Check(request) is { Any: true } errors)
                {
                    return Problems.Invalid(errors);
                }

                if (publication.Status != PublicationStatus.Unknown)
                {
                    return Problems.Conflict("not_unknown", $"The publication is {publication.Status}; only an unknown outcome can be settled by a person.");
                }

                if (publication.IsBeingLookedFor && request.Outcome != ResolveOutcomes.Published)
                {
                    return Problems.Conflict("still_reading", "The platform is still being read, and the call may still arrive. Try again when the status asks you to look.");
                }

                Resolve(publication, request, time.GetUtcNow(), options.Value);
                set.Records.Add(RecordOf(publication, request, context, time.GetUtcNow()));
                return TypedResults.Ok(GetPostStatus.ToResponse(publication));
            },
            cancellationToken);
    }

    private static void Resolve(Publication publication, ResolveRequest request, DateTimeOffset now, ResultsOptions options)
    {
        switch (request.Outcome)
        {
            case ResolveOutcomes.Published:
                publication.ResolvePublished(IdOf(request), request.ExternalUrl!, now);
                break;
            case ResolveOutcomes.Absent:
                publication.ResolveAbsent(now, options);
                break;
            default:
                publication.ResolveAbandoned(now);
                break;
        }
    }

    private static ErrorBag Check(ResolveRequest request)
    {
        var errors = new ErrorBag();
        if (!ResolveOutcomes.All.Contains(request.Outcome))
        {
            errors.Add("outcome", $"It is one of {string.Join(", ", ResolveOutcomes.All)}.");
        }

        if (request.Outcome == ResolveOutcomes.Published && request.ExternalUrl is null)
        {
            errors.Add("external_url", "Say where the post stands: the address of the post at the platform.");
        }

        if (request.ExternalUrl is { } url
            && (url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")))
        {
            errors.Add("external_url", $"It is an address that begins with https:// and has at most {MaxUrl} characters.");
        }

        if (request.ExternalId is { } externalId && (externalId.Length > MaxId || string.IsNullOrWhiteSpace(externalId)))
        {
            errors.Add("external_id", $"It has 1 to {MaxId} characters.");
        }

        return errors;
    }

    private static string IdOf(ResolveRequest request)
    {
        var address = new Uri(request.ExternalUrl!);
        var last = address.Segments[^1].Trim('/');
        return Clip.Text(request.ExternalId ?? (last.Length > 0 ? last : address.Host), MaxId)!;
    }

    private static AuditRecorded RecordOf(Publication publication, ResolveRequest request, HttpContext context, DateTimeOffset now) => new()
    {
        WorkspaceId = publication.WorkspaceId,
        Action = "publication.resolve",
        SubjectType = "publication",
        SubjectId = publication.Id.ToString(),
        By = context.Requester(),
        At = now,
        Detail = new Dictionary<string, string> { ["outcome"] = request.Outcome, ["post_id"] = publication.PostId.ToString() },
    };
}
