using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Accounts;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Platforms;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Reads what a request needs, checks all of it, and says what is to be stored and sent. Changes nothing.</summary>
internal sealed class PublishPlanner(
    PlatformCatalogue catalogue, ConnectedAccounts accounts, AccountLookup lookup, ExistingPosts posts, MediaClient media, SchedulerClient scheduler, TimeProvider clock)
{
    public Task<(PublishPlan? Plan, ProblemHttpResult? Problem)> PlanAsync(
        PublishRequest request, CurrentUser user, CancellationToken cancellationToken) =>
        PlanAsync(request, user.WorkspaceId, user.UserId, clock.GetUtcNow().ToMicroseconds(), cancellationToken);

    public async Task<(PublishPlan? Plan, ProblemHttpResult? Problem)> PlanAsync(
        PublishRequest request, Guid workspaceId, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bag = new ErrorBag();
        PublishRequestRules.Check(request, now, bag);
        var time = await ResolveTimeAsync(request, now, bag, cancellationToken);
        var malformed = bag.Any;

        ExistingPost? existing = null;
        if (request is { PostId: { } postId, Post: null })
        {
            existing = await posts.FindAsync(postId, workspaceId, cancellationToken);
            if (existing is null)
            {
                return (null, Problems.NotFound());
            }
        }

        var (targets, errors) = await ResolveAsync(request, existing, workspaceId, cancellationToken);
        var stored = StoredMedia.None;
        IReadOnlyList<ValidTarget> valid = [];

        // What breaks the rules of every post cannot be held against those of a platform.
        if (!malformed && (existing?.Post ?? request.Post) is { } post)
        {
            var references = MediaReferences.Of(post, "post.");
            stored = await media.FindAsync(
                references,
                [.. targets.Select(target => new MediaTarget(target.Platform.Slug, FrozenContent.ContentTypeOf(post, target))).Distinct()],
                cancellationToken,
                request.Mode != PublishMode.Draft);
            bag.AddUnknown(references, stored);
            valid = TargetValidator.Check(post, targets, stored, (request.Mode ?? PublishMode.Immediate) == PublishMode.Immediate, errors);
        }

        foreach (var error in errors)
        {
            bag.Add(error.Field, error.Message);
        }

        if (bag.Any)
        {
            return (null, malformed ? Problems.Invalid(bag) : Problems.Unprocessable(bag));
        }

        var dueAt = time?.At?.ToMicroseconds() ?? request.ScheduledAt?.ToMicroseconds();
        List<string> warnings = [.. ExpiryWarnings.Of(valid, dueAt), .. ContentWarnings.Of(valid), .. FetchWarnings.Of(valid, stored)];
        if (time?.Warning is { } warning)
        {
            warnings.Insert(0, warning);
        }

        return ConflictWith(existing, valid) is { } conflict
            ? (null, conflict)
            : (PlanFor(request, existing, valid, workspaceId, userId, now) with
            {
                DueAt = dueAt,
                ResolvedAt = time?.At?.ToMicroseconds(),
                Warnings = warnings.Count > 0 ? warnings : null,
            }, null);
    }

    /// <returns>Null where no local time is asked for.</returns>
    private async Task<ResolvedLocalTime?> ResolveTimeAsync(
        PublishRequest request, DateTimeOffset now, ErrorBag bag, CancellationToken cancellationToken)
    {
        if (request is not { Mode: PublishMode.Scheduled, ScheduledAt: null, LocalTime: { } localTime, TimeZone: { } timeZone })
        {
            return null;
        }

        var time = await scheduler.ResolveAsync(localTime, timeZone, cancellationToken);
        foreach (var (field, message) in time.Errors)
        {
            bag.Add(field, message);
        }

        if (time.At is { } at)
        {
            PublishRequestRules.CheckInstant(at, "local_time", now, bag);
        }

        return time;
    }

    private async Task<(IReadOnlyList<ResolvedTarget> Targets, List<FieldError> Errors)> ResolveAsync(
        PublishRequest request, ExistingPost? existing, Guid workspaceId, CancellationToken cancellationToken)
    {
        List<LivingPublication> drafts = [.. (existing?.Publications ?? []).Where(known => known.Status == PublicationStatus.Draft)];
        var platforms = await catalogue.GetAsync(cancellationToken);
        var errors = new List<FieldError>();

        var held = await accounts.GetAsync(workspaceId, cancellationToken);
        var targets = TargetResolver.Resolve(request, drafts, platforms, held, errors);
        if (errors.Count > 0)
        {
            // The account may have been connected in the second for which the list is held.
            errors.Clear();
            var fresh = await accounts.LoadAsync(workspaceId, cancellationToken);
            targets = TargetResolver.Resolve(request, drafts, platforms, fresh, errors);
        }

        if (errors.Count > 0 && await lookup.AskAsync(workspaceId, cancellationToken) is { } asked)
        {
            errors.Clear();
            targets = TargetResolver.Resolve(request, drafts, platforms, asked, errors);
        }

        if (existing is not null && request is { Targets: null, Platforms: null } && drafts.Count == 0)
        {
            errors.Add(new("targets", "the post has no draft targets; name at least one account, or a platform in platforms"));
        }

        DependencyRules.Check(targets, errors);

        return (targets, errors);
    }

    private static ProblemHttpResult? ConflictWith(ExistingPost? existing, IReadOnlyList<ValidTarget> targets)
    {
        var named = targets.Select(target => target.Target.Account.Id).ToHashSet();
        var taken = (existing?.Publications ?? [])
            .Where(known => named.Contains(known.AccountId) && !MayBeReplaced(known.Status))
            .Select(known => $"{known.Platform} {known.AccountName ?? known.AccountId.ToString()} ({known.Status})")
            .ToList();

        return taken.Count == 0
            ? null
            : Problems.Conflict("already_published", $"The post is published or under way there already: {string.Join(", ", taken)}.");
    }

    private static PublishPlan PlanFor(
        PublishRequest request, ExistingPost? existing, IReadOnlyList<ValidTarget> targets, Guid workspaceId, Guid userId, DateTimeOffset now)
    {
        var status = request.Mode switch
        {
            PublishMode.Scheduled or PublishMode.Queue => PublicationStatus.Scheduled,
            PublishMode.Draft => PublicationStatus.Draft,
            _ => PublicationStatus.Queued,
        };
        var replaced = targets.Select(target => target.Target.Account.Id).ToHashSet();
        var staying = (existing?.Publications ?? [])
            .Where(known => known.Status != PublicationStatus.Draft && !replaced.Contains(known.AccountId))
            .Select(known => known.Status);

        var publications = PublicationsOf(targets, now);
        return new PublishPlan
        {
            PostId = existing?.Id ?? TimedId.Next(now),
            WorkspaceId = workspaceId,
            UserId = userId,
            NewPost = request.Post,
            PostStatus = PostStatus.Of(staying.Append(status)),
            Status = status,
            Now = now,
            LatePolicy = request.LatePolicy,
            IsForQueue = request.Mode == PublishMode.Queue,
            ContentHash = ContentHash.Of(existing?.Post ?? request.Post!),
            ChangedOptions =
            [
                .. targets.Where(target => target.ChangesOptions).Select(target => target.Target.Field + ".options"),
                .. targets.Where(target => target.Target.DependsOn?.FallbackUrl is not null).Select(target => target.Target.Field + ".depends_on.fallback_url"),
            ],
            Publications = publications,
        };
    }

    private static IReadOnlyList<PlannedPublication> PublicationsOf(IReadOnlyList<ValidTarget> targets, DateTimeOffset now)
    {
        var publications = targets
            .Select(target => new PlannedPublication(
                TimedId.Next(now), target.Target.Account, target.ContentType, target.Content, target.Options, target.Target.Field, target.Target.DependsOn))
            .ToList();
        var ids = publications.ToDictionary(one => one.Account.Id, one => one.Id);
        return [.. publications.Select(one => one.DependsOn is { } wish ? one with { WaitsFor = ids[wish.AccountId] } : one)];
    }

    private static bool MayBeReplaced(string status) =>
        status is PublicationStatus.Draft or PublicationStatus.Failed or PublicationStatus.Cancelled or PublicationStatus.Missed;
}
