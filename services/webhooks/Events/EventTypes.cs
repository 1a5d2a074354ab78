namespace ContentMultiplier.Webhooks.Events;

/// <summary>What a webhook can be told of.</summary>
internal static class EventTypes
{
    /// <summary>All of them, also those that come later.</summary>
    public const string Any = "*";

    public const string PostScheduled = "post.scheduled";
    public const string PostPublished = "post.published";
    public const string PostPartiallyPublished = "post.partially_published";
    public const string PostFailed = "post.failed";
    public const string PublicationPublished = "publication.published";
    public const string PublicationFailed = "publication.failed";
    public const string PublicationUnknown = "publication.unknown";
    public const string PublicationRetrying = "publication.retrying";
    public const string PublicationMissed = "publication.missed";
    public const string MetricsUpdated = "metrics.updated";
    public const string AccountConnected = "account.connected";
    public const string AccountDisconnected = "account.disconnected";
    public const string AccountNeedsAttention = "account.needs_attention";
    public const string WebhookFailing = "webhook.failing";
    public const string WebhookDisabled = "webhook.disabled";

    public static readonly string[] All =
    [
        PostScheduled, PostPublished, PostPartiallyPublished, PostFailed, PublicationPublished, PublicationFailed, PublicationUnknown,
        PublicationRetrying, PublicationMissed, MetricsUpdated, AccountConnected, AccountDisconnected, AccountNeedsAttention,
        WebhookFailing, WebhookDisabled,
    ];
}
