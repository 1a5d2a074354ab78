using System.Text.Json;
using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Dependencies;
using ContentMultiplier.Posts.Media;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>Every target's content against the rules its platform announced: all problems of all targets at once.</summary>
internal static class TargetValidator
{
    /// <param name="isSentNow">What would not work at this moment is an error then; later it may.</param>
    public static IReadOnlyList<ValidTarget> Check(
        PostRequest post, IReadOnlyList<ResolvedTarget> targets, StoredMedia stored, bool isSentNow, List<FieldError> errors)
    {
        var frozen = new Dictionary<string, FrozenContent>(StringComparer.Ordinal);
        var said = new HashSet<FieldError>();
        var valid = new List<ValidTarget>(targets.Count);

        foreach (var target in targets)
        {
            if (!frozen.TryGetValue(target.Platform.Slug, out var content))
            {
                frozen[target.Platform.Slug] = content = new FrozenContent(post, target.Platform, stored);
            }

            if (content.Ambiguous is { } second)
            {
                Say(new(second, $"is another name of {target.Platform.Slug}, which has a variant already; keep one of them"));
            }

            var contentType = content.ContentTypeFor(target);
            var options = content.OptionsFor(target);
            var written = content.ContentFor(contentType);
            var sent = written;
            if (targets.FirstOrDefault(other => other.Account.Id == target.DependsOn?.AccountId) is { } awaited)
            {
                sent = Placeholders.FillWithSample(sent, awaited.Platform.Slug);
            }

            foreach (var (field, placeholder) in Placeholders.In(sent))
            {
                Say(new(
                    content.FieldOf(field, target),
                    $"{target.Platform.Slug}: {placeholder} has nothing to stand for; let the target depend on one of that platform, or write another text for it"));
            }

            foreach (var error in ContentCheck.Check(target.Platform.Capabilities, contentType, sent, options))
            {
                Say(new(content.FieldOf(error.Field, target), $"{target.Platform.Slug}: {error.Message}"));
            }

            foreach (var (index, item) in written.Media.Index())
            {
                foreach (var objection in stored.ObjectionsOf(item, target.Platform.Slug, contentType))
                {
                    Say(new(content.FieldOf($"media[{index}]", target), $"{target.Platform.Slug}: {objection}"));
                }

                if (isSentNow && stored.LinkProblemOf(item, target.Platform.Capabilities) is { } unreachable)
                {
                    Say(new(content.FieldOf($"media[{index}]", target), $"{target.Platform.Slug}: {unreachable}"));
                }
            }

            valid.Add(new ValidTarget(target, contentType, written, options, content.ChangesOptions(target)));
        }

        return valid;

        // Several accounts of one platform share the content and so its problems.
        void Say(FieldError error)
        {
            if (said.Add(error))
            {
                errors.Add(error);
            }
        }
    }
}

internal sealed record ValidTarget(ResolvedTarget Target, string ContentType, PostContent Content, JsonElement? Options, bool ChangesOptions);
