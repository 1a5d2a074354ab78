using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Posts;

/// <summary><c>If-Match</c>: an edit says which state it was made from, so that none undoes another unseen.</summary>
internal static class Preconditions
{
    public static ProblemHttpResult? Check(HttpRequest request, uint version, bool required)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return required
                ? Problems.Problem(
                    StatusCodes.Status428PreconditionRequired,
                    "if_match_required",
                    "The request must say which version it changes.",
                    "Send If-Match with the ETag that GET gave.")
                : null;
        }

        return ETags.Matches(request, version) ? null : Stale();
    }

    public static ProblemHttpResult Stale() => Problems.Problem(
        StatusCodes.Status412PreconditionFailed,
        "changed_meanwhile",
        "The post is not what it was when it was read.",
        "Read it again and repeat the change on what it is now.");
}
