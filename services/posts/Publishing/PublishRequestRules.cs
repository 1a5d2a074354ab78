using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What a publish request must be by itself, before anything is looked up.</summary>
internal static class PublishRequestRules
{
    private const int MaxTargets = 100;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(731);

    public static void Check(PublishRequest request, DateTimeOffset now, ErrorBag errors)
    {
        CheckMode(request, now, errors);
        CheckTargets(request, errors);

        if (request.Post is null == request.PostId is null)
        {
            errors.Add("post", "either post or post_id must be there, not both");
        }

        if (request.Post is not null)
        {
            PostRules.Check(request.Post, "post.", errors);
        }
    }

    private static void CheckMode(PublishRequest request, DateTimeOffset now, ErrorBag errors)
    {
        var mode = request.Mode ?? PublishMode.Immediate;
        if (mode is not (PublishMode.Immediate or PublishMode.Scheduled or PublishMode.Draft))
        {
            errors.Add("mode", "must be immediate, scheduled or draft");
            return;
        }

        switch (request.ScheduledAt)
        {
            case null when mode == PublishMode.Scheduled:
                errors.Add("scheduled_at", "is required with mode scheduled");
                break;
            case not null when mode != PublishMode.Scheduled:
                errors.Add("scheduled_at", $"does not go with mode {mode}; set mode to scheduled or remove it");
                break;
            case { } at when at <= now:
                errors.Add("scheduled_at", $"is in the past; it is {now:yyyy-MM-dd'T'HH:mm:ss'Z'} now");
                break;
            case { } at when at - now > Horizon:
                errors.Add("scheduled_at", "is more than two years away");
                break;
            default:
                break;
        }
    }

    private static void CheckTargets(PublishRequest request, ErrorBag errors)
    {
        if (request is { Targets: not null, Platforms: not null })
        {
            errors.Add("targets", "either targets or platforms must be there, not both");
        }

        // A post that exists may have draft targets, which are meant then.
        if (request is { Targets: null, Platforms: null, PostId: null } or { Targets.Count: 0 } or { Platforms.Count: 0 })
        {
            errors.Add("targets", "name at least one account, or a platform in platforms");
        }

        if (request.Targets?.Count > MaxTargets || request.Platforms?.Count > MaxTargets)
        {
            errors.Add("targets", $"at most {MaxTargets} are taken in one request");
        }

        foreach (var (index, target) in (request.Targets ?? []).Index())
        {
            if (target is null)
            {
                errors.Add($"targets[{index}]", "must not be null");
                continue;
            }

            PostRules.CheckOptions(target.Options, $"targets[{index}].options", errors);
        }

        foreach (var (index, platform) in (request.Platforms ?? []).Index())
        {
            if (platform is null)
            {
                errors.Add($"platforms[{index}]", "must not be null");
            }
        }
    }
}
