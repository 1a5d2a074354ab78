namespace ContentMultiplier.Webhooks.Events;

/// <summary>The <c>data</c> of each kind of event. Of a thin payload only the members whose name ends with <c>_id</c> are left.</summary>
internal sealed record PublicationData(
    Guid PublicationId, Guid PostId, string Platform, Guid AccountId, string Status, int Attempt, string? ExternalId, string? ExternalUrl,
    string? Category, string? Detail, string? Action, DateTimeOffset? NextTryAt);

internal sealed record PostData(Guid PostId, string Status, IReadOnlyList<PostPublicationData> Publications);

internal sealed record PostPublicationData(
    Guid PublicationId, string Platform, Guid AccountId, string Status, string? ExternalId, string? ExternalUrl);

internal sealed record ScheduledPostData(Guid PostId, DateTimeOffset DueAt, IReadOnlyList<ScheduledPublicationData> Publications);

internal sealed record ScheduledPublicationData(Guid PublicationId, string Platform, Guid AccountId, DateTimeOffset DueAt);

internal sealed record AccountData(Guid AccountId, string Platform, string? Name, string? Reason);

internal sealed record MetricsData(Guid PostId, IReadOnlyList<PublicationMetricsData> Publications);

internal sealed record PublicationMetricsData(
    Guid PublicationId, string Platform, Guid AccountId, long AgeSeconds, DateTimeOffset CollectedAt, IReadOnlyDictionary<string, long> Values,
    IReadOnlyDictionary<string, long> Own);

/// <param name="DisabledAfter">When it will be, of one that is failing.</param>
internal sealed record WebhookData(Guid EndpointId, string Reason, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAfter);
