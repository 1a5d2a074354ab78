using ContentMultiplier.Webhooks.Events;

namespace ContentMultiplier.Webhooks.Notifications;

/// <summary>The events that somebody has to do something about.</summary>
internal static class NotificationKinds
{
    public static readonly string[] All = [EventTypes.PublicationFailed, EventTypes.PublicationUnknown, EventTypes.AccountNeedsAttention];
}
