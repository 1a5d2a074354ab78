using System.Text.Json;
using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Results.Inbound;

/// <summary>Field <c>comments</c> of a professional account. Instagram does not tell when one is deleted.</summary>
internal sealed class InstagramEvents : MetaEvents
{
    public override string Scheme => "meta-instagram-webhook";

    protected override InboundEvent? EventOf(string? field, JsonElement value, DateTimeOffset? at) =>
        field == "comments" && at is { } when && InboundText.TextOf(value, "id") is { } comment
        && value.TryGetProperty("media", out var media) && InboundText.ExternalIdOf(InboundText.TextOf(media, "id")) is { } post
            ? new InboundEvent(InboundText.IdOf(field, comment), "comment", MetricNames.Comments, when) { ExternalId = post }
            : null;
}
