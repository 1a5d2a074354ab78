using System.Net.ServerSentEvents;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.Results.Live;

/// <summary><c>GET /api/publishing/events</c> and <c>GET /api/publishing/events/{post_id}</c>: what happens, as Server-Sent Events.</summary>
internal static class LiveEndpoints
{
    private const string About = " Comes back with `Last-Event-ID` where it was, at any process; `heartbeat` every 15 s; a stream ends after 15 minutes, to be taken up again.";

    public static void MapLive(this RouteGroupBuilder publishing)
    {
        publishing.WithTags("Results");
        publishing.MapGet("/events", WorkspaceAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("FollowWorkspace")
            .WithSummary("Every change of every publication of the workspace, while it happens, as Server-Sent Events.")
            .WithDescription("Begins with `ready`: from there on each change is a `publication`." + About)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        publishing.MapGet("/events/{post_id:guid}", PostAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("FollowPost")
            .WithSummary("The status of a post while it happens, as Server-Sent Events.")
            .WithDescription(
                "Begins with `status`, the whole post; then each change is a `publication`, and a `post` where the post moved as a whole. "
                + "When nothing more happens by itself it ends with `complete`, the whole post again; whoever comes back after that gets 204." + About)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> WorkspaceAsync(
        LiveHub hub, LiveFeed feed, LiveChanges changes, LiveStreams streams, CurrentUser user, HttpContext context,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        if (Open(hub, feed, user.WorkspaceId, null, context, out var subscription) is { } refusal)
        {
            return refusal;
        }

        var now = await changes.NowAsync(cancellationToken);
        var since = Known(lastEventId, now);
        return TypedResults.ServerSentEvents(streams.OfWorkspaceAsync(subscription!, since, now, cancellationToken));
    }

    private static async Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> PostAsync(
        [FromRoute(Name = "post_id")] Guid postId, LiveHub hub, LiveFeed feed, LiveChanges changes, LiveStreams streams, ResultsDbContext db,
        PostsClient posts, CurrentUser user, HttpContext context,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId, CancellationToken cancellationToken)
    {
        // Waits for changes before it looks, so that there is none between the two.
        if (Open(hub, feed, user.WorkspaceId, postId, context, out var subscription) is { } refusal)
        {
            return refusal;
        }

        var now = await changes.NowAsync(cancellationToken);
        if (await GetPostStatus.FindAsync(postId, db, posts, user, cancellationToken) is not { } post)
        {
            return Problems.NotFound();
        }

        var view = new PostView(post);
        var since = Known(lastEventId, now);
        if (since is not null && view.IsComplete && await IsToldAsync(changes, user, postId, since, cancellationToken))
        {
            // What a browser takes for the end, instead of coming back for ever.
            return TypedResults.NoContent();
        }

        return TypedResults.ServerSentEvents(streams.OfPostAsync(subscription!, since, now, view, cancellationToken));
    }

    private static ProblemHttpResult? Open(
        LiveHub hub, LiveFeed feed, Guid workspaceId, Guid? postId, HttpContext context, out LiveSubscription? subscription)
    {
        var refusal = hub.TryAdd(workspaceId, postId, out subscription);
        if (subscription is null)
        {
            context.Response.Headers.RetryAfter = refusal == LiveRefusal.Workspace ? "30" : "5";
            return refusal == LiveRefusal.Workspace
                ? Problems.Problem(
                    StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many streams at the same time.",
                    "The workspace follows as much as it may; close a stream first. One stream of the workspace tells of all posts.")
                : Problems.Unavailable("streams_full", "No more streams can be opened here at the moment.");
        }

        context.Response.RegisterForDispose(subscription);

        // Other proxies on the way keep answers back until they are large.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        feed.Wake();
        return null;
    }

    /// <summary>Null for a reader that begins, and for one whose position means nothing here.</summary>
    private static Position? Known(string? lastEventId, Position now) =>
        Position.Parse(lastEventId) is { } position && !position.IsAheadOf(now) ? position : null;

    private static async Task<bool> IsToldAsync(
        LiveChanges changes, CurrentUser user, Guid postId, Position since, CancellationToken cancellationToken)
    {
        var page = await changes.SinceAsync(user.Tenant, [user.WorkspaceId], postId, since, cancellationToken);
        return page.Changes.Count == 0;
    }
}
