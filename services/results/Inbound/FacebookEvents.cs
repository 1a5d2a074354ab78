using System.Text.Json;
using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Results.Inbound;

/// <summary>Field <c>feed</c> of a page: comments and reactions of its posts, given and taken back, and posts that were deleted there.</summary>
internal sealed class FacebookEvents : MetaEvents
{
    public override string Scheme => "meta-page-webhook";

    protected override InboundEvent? EventOf(string? field, JsonElement value, DateTimeOffset? at)
    {
        var (item, verb, comment) = (InboundText.TextOf(value, "item"), InboundText.TextOf(value, "verb"), InboundText.TextOf(value, "comment_id"));
        (string Name, string? Metric, int Change)? known = (item, verb) switch
        {
            ("comment", "add") => ("comment", MetricNames.Comments, 1),
            ("comment", "remove") => ("comment", MetricNames.Comments, -1),

            // Comments have reactions of their own.
            ("reaction", "add") when comment is null => ("reaction", MetricNames.Likes, 1),
            ("reaction", "remove") when comment is null => ("reaction", MetricNames.Likes, -1),
            ("post" or "status" or "photo" or "video", "remove") => ("removed", null, 1),
            _ => null,
        };
        if (field != "feed" || known is not { } one || InboundText.ExternalIdOf(InboundText.TextOf(value, "post_id")) is not { } post
            || (InboundText.InstantOf(value, "created_time") ?? at) is not { } when)
        {
            return null;
        }

        var who = value.TryGetProperty("from", out var from) ? InboundText.TextOf(from, "id") : null;
        var id = InboundText.IdOf(
            item, verb, post, comment, InboundText.TextOf(value, "reaction_type"), who, when.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new InboundEvent(id, one.Name, one.Metric, when) { ExternalId = post, Change = one.Change };
    }
}
