using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Accounts;
using ContentMultiplier.Posts.Platforms;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Turns what the user named into accounts. An account that is unknown and one of another workspace look alike.</summary>
internal static class TargetResolver
{
    public static IReadOnlyList<ResolvedTarget> Resolve(
        PublishRequest request,
        IReadOnlyList<LivingPublication> drafts,
        KnownPlatforms platforms,
        WorkspaceAccounts accounts,
        List<FieldError> errors)
    {
        var found = new List<ResolvedTarget>();
        var seen = new HashSet<Guid>();

        foreach (var (index, target) in (request.Targets ?? []).Index())
        {
            if (target is not null)
            {
                AddAccount($"targets[{index}]", target.AccountId, target);
            }
        }

        foreach (var (index, name) in (request.Platforms ?? []).Index())
        {
            if (name is not null)
            {
                AddPlatform($"platforms[{index}]", name);
            }
        }

        if (request is { Targets: null, Platforms: null })
        {
            foreach (var (index, draft) in drafts.Index())
            {
                AddAccount($"targets[{index}]", draft.AccountId, new TargetRequest
                {
                    AccountId = draft.AccountId,
                    ContentType = draft.ContentType,
                    Options = draft.Options,
                    DependsOn = draft.DependsOn,
                });
            }
        }

        return found;

        void AddAccount(string field, Guid accountId, TargetRequest target)
        {
            if (!seen.Add(accountId))
            {
                errors.Add(new(field + ".account_id", $"{accountId} is named twice; name it once"));
            }
            else if (!accounts.ById.TryGetValue(accountId, out var account))
            {
                errors.Add(new(field + ".account_id", $"there is no connected account {accountId}"));
            }
            else
            {
                Add(field, account, target);
            }
        }

        void AddPlatform(string field, string name)
        {
            if (platforms.Find(name) is not { } platform)
            {
                errors.Add(new(field, $"'{name}' is not a known platform; known are {Names(platforms)}"));
                return;
            }

            var connected = accounts.Of(platform.Slug).ToList();
            if (connected.Count == 0)
            {
                errors.Add(new(field, $"no {platform.Slug} account is connected; connect one first"));
            }

            foreach (var account in connected.Where(account => seen.Add(account.Id)))
            {
                Add(field, account, null);
            }
        }

        void Add(string field, ConnectedAccount account, TargetRequest? target)
        {
            if (account.NeedsAttention)
            {
                errors.Add(new(field, $"the {account.Platform} account {account.Label} refuses its credential; connect it again"));
            }
            else if (platforms.Find(account.Platform) is not { } platform)
            {
                errors.Add(new(field, $"no publisher of {account.Platform} has announced itself yet"));
            }
            else
            {
                found.Add(new ResolvedTarget(field, account, platform, target?.ContentType, target?.Options, target?.DependsOn));
            }
        }
    }

    private static string Names(KnownPlatforms platforms) =>
        platforms.All.Count == 0 ? "none yet" : string.Join(", ", platforms.All.Select(platform => platform.Slug));
}
