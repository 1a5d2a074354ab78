using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Webhooks.Data.Migrations;

/// <summary>
/// What a workspace is to be told of by mail waits in <c>notification_items</c>; a window of a kind opens when a mail takes them,
/// and until it closes what comes after waits for the next one.
/// </summary>
[DbContext(typeof(WebhooksDbContext))]
[Migration("20261121204500_Notifications")]
internal sealed class Notifications : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table notification_settings (
                workspace_id  uuid primary key,
                addresses     text[] not null,
                events        text[] not null,
                every_minutes int not null check (every_minutes between 1 and 1440)
            );

            create table notification_items (
                event_id     uuid primary key,
                workspace_id uuid not null,
                kind         text not null check (length(kind) <= 64),
                line         text not null check (length(line) <= 500),
                occurred_at  timestamptz not null,
                created_at   timestamptz not null,
                taken_at     timestamptz
            );
            create index notification_items_waiting on notification_items (workspace_id, kind) where taken_at is null;
            create index notification_items_taken_at on notification_items (taken_at);

            create table notification_windows (
                workspace_id uuid not null,
                kind         text not null,
                closes_at    timestamptz not null,
                primary key (workspace_id, kind)
            ) with (fillfactor = 70);

            create table notification_mails (
                id           uuid primary key,
                workspace_id uuid not null,
                recipient    text not null check (length(recipient) <= 254),
                kind         text not null,
                total        int not null,
                lines        text[] not null,
                attempts     int not null,
                due_at       timestamptz not null
            ) with (fillfactor = 80);
            create index notification_mails_due_at on notification_mails (due_at);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("notification_settings", "notification_items", "notification_windows", "notification_mails"));
    }
}
