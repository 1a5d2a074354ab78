using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Events;
using Npgsql;

namespace ContentMultiplier.Webhooks.Notifications;

/// <summary>Keeps what a workspace wants to hear of by mail, in the transaction that keeps the event. The same event twice is one.</summary>
internal sealed class NotificationItems(NotificationPump pump)
{
    private const string Insert =
        """
        insert into notification_items (event_id, workspace_id, kind, line, occurred_at, created_at)
        select heard.id, heard.workspace_id, heard.kind, heard.line, heard.occurred_at, $6
          from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as heard (id, workspace_id, kind, line, occurred_at)
          join notification_settings s on s.workspace_id = heard.workspace_id and heard.kind = any(s.events) and cardinality(s.addresses) > 0
        on conflict do nothing
        """;

    private volatile bool _isOwed;

    public void AddTo(NpgsqlBatch batch, IEnumerable<WebhookEvent> heard, DateTimeOffset now)
    {
        var events = heard.Where(one => NotificationKinds.All.Contains(one.Type)).ToList();
        if (events.Count == 0)
        {
            return;
        }

        batch.Add(
            Insert,
            events.Select(one => one.Id).ToArray(),
            events.Select(one => one.WorkspaceId).ToArray(),
            events.Select(one => one.Type).ToArray(),
            events.Select(LineOf).ToArray(),
            events.Select(one => one.OccurredAt.ToUniversalTime()).ToArray(),
            now);
        _isOwed = true;
    }

    /// <summary>Whoever is not woken by this looks within seconds by itself.</summary>
    public void Committed()
    {
        if (_isOwed)
        {
            _isOwed = false;
            pump.Wake();
        }
    }

    /// <summary>Where it happened and of which kind it is, and nothing of the post's text or of what the platform answered.</summary>
    private static string LineOf(WebhookEvent heard)
    {
        using var json = JsonDocument.Parse(heard.Data);
        var data = json.RootElement;
        return heard.Type == EventTypes.AccountNeedsAttention
            ? $"{Text(data, "platform")}: account {Text(data, "account_id")}"
            : $"{Text(data, "platform")}: {Text(data, "category") ?? "unknown"}, post {Text(data, "post_id")}, publication {Text(data, "publication_id")}";
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
