using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Posts.Dependencies;

internal static class DependencyRules
{
    private const int MaxUrl = 2000;

    /// <summary>What a wish to wait must be by itself.</summary>
    public static void Check(DependencyRequest wish, string field, ErrorBag errors)
    {
        if (wish.OnFailure is not null && !DependencyFailures.All.Contains(wish.OnFailure))
        {
            errors.Add(field + ".on_failure", $"must be one of {string.Join(", ", DependencyFailures.All)}");
        }

        switch (wish)
        {
            case { OnFailure: DependencyFailures.FallbackUrl, FallbackUrl: null }:
                errors.Add(field + ".fallback_url", "is required with on_failure fallback_url");
                break;
            case { FallbackUrl: { } url } when wish.OnFailure != DependencyFailures.FallbackUrl:
                errors.Add(field + ".fallback_url", "goes with on_failure fallback_url alone");
                break;
            case { FallbackUrl: { } url } when url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var parsed)
                || parsed.Scheme is not ("https" or "http"):
                errors.Add(field + ".fallback_url", $"must be an http or https address of at most {MaxUrl} characters");
                break;
            default:
                break;
        }
    }

    /// <summary>Each waits for another target of the request, and none for itself in the end.</summary>
    public static void Check(IReadOnlyList<ResolvedTarget> targets, List<FieldError> errors)
    {
        var byAccount = targets.ToDictionary(target => target.Account.Id);
        foreach (var target in targets)
        {
            if (target.DependsOn is not { } wish)
            {
                continue;
            }

            var field = target.Field + ".depends_on.account_id";
            if (!byAccount.ContainsKey(wish.AccountId))
            {
                errors.Add(new(field, $"{wish.AccountId} is no target of this request; name the account of another one"));
            }
            else if (WaitsForItself(target, byAccount))
            {
                errors.Add(new(field, "would wait for itself; break the circle"));
            }
        }
    }

    private static bool WaitsForItself(ResolvedTarget target, Dictionary<Guid, ResolvedTarget> byAccount)
    {
        var seen = new HashSet<Guid>();
        for (var at = target; at.DependsOn is { } wish && byAccount.TryGetValue(wish.AccountId, out var next); at = next)
        {
            if (!seen.Add(next.Account.Id))
            {
                return next.Account.Id == target.Account.Id || seen.Contains(target.Account.Id);
            }
        }

        return false;
    }
}
