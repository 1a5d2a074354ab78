using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>What a publish request must be by itself, before anything is looked up.</summary>
internal static class PublishRequestRules
{
    private const int MaxTargets = 100;
    private const int MaxWindow = 24 * 60;
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
        if (mode is not (PublishMode.Immediate or PublishMode.Scheduled or PublishMode.Queue or PublishMode.Draft))
        {
            errors.Add("mode", "must be immediate, scheduled, queue or draft");
            return;
        }

        if (mode == PublishMode.Scheduled)
        {
            CheckTime(request, now, errors);
            CheckLatePolicy(request.LatePolicy, errors);
            return;
        }

        foreach (var field in new[]
        {
            request.ScheduledAt is null ? null : "scheduled_at",
            request.LocalTime is null ? null : "local_time",
            request.TimeZone is null ? null : "time_zone",
            request.LatePolicy is null || mode == PublishMode.Queue ? null : "late_policy",
        }.OfType<string>())
        {
            errors.Add(field, $"does not go with mode {mode}; set mode to scheduled or remove it");
        }

        CheckLatePolicy(request.LatePolicy, errors);
    }

    private static void CheckTime(PublishRequest request, DateTimeOffset now, ErrorBag errors)
    {
        switch (request)
        {
            case { ScheduledAt: null, LocalTime: null }:
                errors.Add("scheduled_at", "is required with mode scheduled; or give local_time and time_zone");
                break;
            case { ScheduledAt: not null, LocalTime: not null }:
                errors.Add("local_time", "says what scheduled_at says already; keep one of them");
                break;
            case { LocalTime: not null, TimeZone: null }:
                errors.Add("time_zone", "is required with local_time: an IANA time zone, such as Europe/Berlin");
                break;
            case { LocalTime: null, TimeZone: not null }:
                errors.Add("time_zone", "goes with local_time alone; scheduled_at says its offset itself");
                break;
            default:
                break;
        }

        if (request.ScheduledAt is { } at)
        {
            CheckInstant(at, "scheduled_at", now, errors);
        }
    }

    private static void CheckLatePolicy(LatePolicyRequest? policy, ErrorBag errors)
    {
        if (policy is not null && !LateActions.All.Contains(policy.Action))
        {
            errors.Add("late_policy.action", $"must be one of {string.Join(", ", LateActions.All)}");
        }

        if (policy?.WindowMinutes is < 1 or > MaxWindow)
        {
            errors.Add("late_policy.window_minutes", $"must be 1 to {MaxWindow}, which is a day");
        }
    }

    /// <summary>A time at which something may be planned.</summary>
    public static void CheckInstant(DateTimeOffset at, string field, DateTimeOffset now, ErrorBag errors)
    {
        if (at <= now)
        {
            errors.Add(field, $"is in the past; it is {now:yyyy-MM-dd'T'HH:mm:ss'Z'} now");
        }
        else if (at - now > Horizon)
        {
            errors.Add(field, "is more than two years away");
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
            if (target.DependsOn is { } wish)
            {
                DependencyRules.Check(wish, $"targets[{index}].depends_on", errors);
            }
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
