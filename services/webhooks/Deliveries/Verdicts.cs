using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Events;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>Warns of endpoints that fail and disables those that are gone or have failed for too long, in the transaction that learnt it.</summary>
internal sealed class Verdicts(DatabaseSession session, EventLog events, Outbox outbox, TimeSpan warnAfter, DateTimeOffset now)
{
    public const string Gone = "gone";
    public const string Failing = "failing";

    private const string Disable =
        """
        update webhook_endpoints w set enabled = false, disabled_reason = o.reason, disabled_at = $3, updated_at = $3
          from unnest($1::uuid[], $2::text[]) as o (id, reason) where w.id = o.id and w.enabled
        returning w.id, w.workspace_id, w.disabled_reason
        """;

    /// <summary>What is in the air comes to its own end.</summary>
    public const string FailWaiting =
        """
        update webhook_deliveries set state = 'failed', next_try_at = null, problem = 'endpoint_disabled', finished_at = $2
         where endpoint_id = any($1) and state = 'pending' and lease is null
        """;

    private IReadOnlyCollection<Guid> _woken = [];
    private OutboxMail? _mail;

    public async Task ReachAsync(IReadOnlyCollection<Health> health, IReadOnlyCollection<Guid> gone, CancellationToken cancellationToken)
    {
        var verdicts = health.ToLookup(one => DisablePolicy.Judge(warnAfter, one.FailingSince, one.WarnedAt, now));
        var since = health.ToDictionary(one => one.EndpointId, one => one.FailingSince);
        Dictionary<Guid, string> reasons = verdicts[HealthVerdict.Disable].ToDictionary(one => one.EndpointId, _ => Failing);
        foreach (var endpoint in gone)
        {
            reasons[endpoint] = Gone;
        }

        List<Health> warned = [.. verdicts[HealthVerdict.Warn].Where(one => !reasons.ContainsKey(one.EndpointId))];
        if (reasons.Count == 0 && warned.Count == 0)
        {
            return;
        }

        var disabled = await DisableAsync(reasons, cancellationToken);
        List<WebhookEvent> news =
        [
            .. disabled.Select(one => EventOf(EventTypes.WebhookDisabled, one.Workspace, one.Id, one.Reason, since.GetValueOrDefault(one.Id))),
            .. warned.Select(one => EventOf(EventTypes.WebhookFailing, one.WorkspaceId, one.EndpointId, Failing, one.FailingSince)),
        ];
        _woken = await events.WriteAsync(session, news, cancellationToken);
        _mail = outbox.Prepare([.. disabled.Select(one => AuditOf(one.Workspace, one.Id, one.Reason))]);
        await using var write = session.Batch();
        write.Add(FailWaiting, disabled.Select(one => one.Id).ToArray(), now);
        write.Add("update webhook_health set warned_at = $2 where endpoint_id = any($1)", warned.Select(one => one.EndpointId).ToArray(), now);
        _mail.AddTo(write);
        await session.ExecuteAsync(write, cancellationToken);
    }

    public void Committed()
    {
        _mail?.Committed();
        events.Committed(_woken);
    }

    private async Task<List<(Guid Id, Guid Workspace, string Reason)>> DisableAsync(
        Dictionary<Guid, string> reasons, CancellationToken cancellationToken)
    {
        List<(Guid, Guid, string)> disabled = [];
        if (reasons.Count > 0)
        {
            await using var batch = session.Batch();
            batch.Add(Disable, reasons.Keys.ToArray(), reasons.Values.ToArray(), now);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                disabled.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2)));
            }
        }

        return disabled;
    }

    private WebhookEvent EventOf(string type, Guid workspaceId, Guid endpointId, string reason, DateTimeOffset? failingSince) => WebhookEvent.Of(
        workspaceId,
        type,
        new WebhookData(
            endpointId, reason, failingSince, type == EventTypes.WebhookFailing ? failingSince + DisablePolicy.DisableAfter : null),
        now,
        $"{endpointId}",
        $"{now.UtcTicks}");

    private AuditRecorded AuditOf(Guid workspaceId, Guid endpointId, string reason) => new()
    {
        WorkspaceId = workspaceId,
        Action = "webhook.disable",
        SubjectType = "webhook",
        SubjectId = endpointId.ToString(),
        At = now,
        Detail = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason },
    };
}
