using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Webhooks.Notifications;

internal sealed record NotificationMail(Guid Id, string Recipient, string Kind, int Total, string[] Lines, int Attempts);

/// <summary>The tables of notifications, in SQL.</summary>
internal static class NotificationRows
{
    /// <summary>Whoever opens a window takes all that waits for it; of several processes one does.</summary>
    private const string Compose =
        """
        with opened as (
            insert into notification_windows as known (workspace_id, kind, closes_at)
            select s.workspace_id, waiting.kind, $1 + make_interval(mins => s.every_minutes)
              from (select distinct workspace_id, kind from notification_items where taken_at is null) waiting
              join notification_settings s on s.workspace_id = waiting.workspace_id
             order by s.workspace_id, waiting.kind
            on conflict (workspace_id, kind) do update set closes_at = excluded.closes_at where known.closes_at <= $1
            returning workspace_id, kind),
        taken as (
            update notification_items i set taken_at = $1 from opened o
             where i.workspace_id = o.workspace_id and i.kind = o.kind and i.taken_at is null
            returning i.workspace_id, i.kind, i.line, i.occurred_at, i.event_id),
        told as (
            select workspace_id, kind, count(*)::int as total, (array_agg(line order by occurred_at, event_id))[1:$2] as lines
              from taken group by workspace_id, kind)
        insert into notification_mails (id, workspace_id, recipient, kind, total, lines, attempts, due_at)
        select time_ordered_uuid($1), told.workspace_id, address, told.kind, told.total, told.lines, 0, $1
          from told join notification_settings s on s.workspace_id = told.workspace_id cross join unnest(s.addresses) as address
        """;

    private const string Claim =
        """
        update notification_mails set attempts = attempts + 1, due_at = $1 + least(interval '1 minute' * power(2, least(attempts, 10)), interval '30 minutes')
         where id = (select id from notification_mails where due_at <= $1 order by due_at limit 1 for update skip locked)
        returning id, recipient, kind, total, lines, attempts
        """;

    private const string StrikeOff = "delete from notification_mails where id = $1";
    private const string Forget = "delete from notification_items where taken_at < $1";

    private const string Next =
        """
        select least(
            (select min(due_at) from notification_mails),
            (select min(w.closes_at) from notification_windows w
              where exists (select from notification_items i where i.workspace_id = w.workspace_id and i.kind = w.kind and i.taken_at is null)))
        """;

    /// <param name="forgetBefore">The same event does not come again after so long.</param>
    public static async Task ComposeAsync(
        NpgsqlDataSource database, DateTimeOffset now, DateTimeOffset forgetBefore, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add(Compose, now, NotificationTexts.MostLines);
        batch.Add(Forget, forgetBefore);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<NotificationMail?> ClaimAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        NotificationMail? mail = null;
        await using (var batch = session.Batch())
        {
            batch.Add(Claim, now);
            await using var reader = await session.ReadAsync(batch, cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                mail = new NotificationMail(
                    reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetFieldValue<string[]>(4), reader.GetInt32(5));
            }
        }

        await session.CommitAsync(cancellationToken);
        return mail;
    }

    public static async Task StrikeOffAsync(NpgsqlDataSource database, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateTenantBatch(Tenant.System);
        batch.Add(StrikeOff, id);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<DateTimeOffset?> NextAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(Tenant.System, cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Next);
        await using var reader = await session.ReadAsync(batch, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0);
    }
}
