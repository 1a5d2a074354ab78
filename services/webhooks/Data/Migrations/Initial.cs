using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Webhooks.Data.Migrations;

/// <summary>
/// A row of <c>webhook_deliveries</c> is one event on its way to one endpoint. Whoever sends it holds its lease until
/// <c>next_try_at</c>: when the sender dies, it is due again by itself.
/// </summary>
[DbContext(typeof(WebhooksDbContext))]
[Migration("20261121020000_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql(IdempotencyKeys.Schema);
        migrationBuilder.Sql(
            """
            create table webhook_endpoints (
                id              uuid primary key,
                workspace_id    uuid not null,
                url             text not null check (length(url) <= 2048),
                description     text check (length(description) <= 200),
                events          text[] not null,
                headers         text not null,
                header_names    text[] not null,
                payload         text not null check (payload in ('full', 'thin')),
                enabled         boolean not null,
                disabled_reason text check (length(disabled_reason) <= 64),
                disabled_at     timestamptz,
                created_at      timestamptz not null,
                updated_at      timestamptz not null
            );
            create index webhook_endpoints_workspace on webhook_endpoints (workspace_id, id);

            create table webhook_secrets (
                id           uuid primary key,
                workspace_id uuid not null,
                endpoint_id  uuid not null references webhook_endpoints on delete cascade,
                sealed       text not null,
                created_at   timestamptz not null,
                expires_at   timestamptz
            );
            create index webhook_secrets_endpoint on webhook_secrets (endpoint_id, created_at);

            create table webhook_health (
                endpoint_id     uuid primary key references webhook_endpoints on delete cascade,
                workspace_id    uuid not null,
                failing_since   timestamptz,
                warned_at       timestamptz,
                last_success_at timestamptz,
                last_failure_at timestamptz
            ) with (fillfactor = 70);

            create table webhook_sequences (
                workspace_id uuid primary key,
                last         bigint not null
            ) with (fillfactor = 50);

            create table webhook_events (
                id           uuid primary key,
                workspace_id uuid not null,
                sequence     bigint not null,
                type         text not null check (length(type) <= 64),
                data         json not null,
                occurred_at  timestamptz not null,
                created_at   timestamptz not null
            );
            create index webhook_events_workspace on webhook_events (workspace_id, created_at);
            create index webhook_events_created_at on webhook_events (created_at);

            create table webhook_deliveries (
                id           uuid primary key,
                workspace_id uuid not null,
                endpoint_id  uuid not null references webhook_endpoints on delete cascade,
                event_id     uuid not null references webhook_events on delete cascade,
                reason       text not null check (reason in ('event', 'redelivery', 'recovery')),
                state        text not null check (state in ('pending', 'delivered', 'failed')),
                tries        int not null default 0,
                next_try_at  timestamptz,
                lease        uuid,
                problem      text check (length(problem) <= 64),
                created_at   timestamptz not null,
                finished_at  timestamptz,
                constraint webhook_deliveries_pending check ((state = 'pending') = (next_try_at is not null))
            ) with (fillfactor = 80);
            create unique index webhook_deliveries_once on webhook_deliveries (endpoint_id, event_id) where reason = 'event';
            create unique index webhook_deliveries_one_pending on webhook_deliveries (endpoint_id, event_id) where state = 'pending';
            create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_try_at, event_id) where state = 'pending';
            create index webhook_deliveries_endpoint on webhook_deliveries (endpoint_id, id desc);
            create index webhook_deliveries_event on webhook_deliveries (event_id);

            create table webhook_tries (
                delivery_id     uuid not null references webhook_deliveries on delete cascade,
                number          int not null,
                workspace_id    uuid not null,
                url             text not null,
                payload         text not null,
                header_names    text[] not null,
                sent_at         timestamptz not null,
                duration_ms     int not null,
                status_code     int,
                problem         text check (length(problem) <= 64),
                response        text,
                response_is_cut boolean not null,
                primary key (delivery_id, number)
            );

            create table known_accounts (
                account_id   uuid primary key,
                workspace_id uuid not null,
                state        text not null check (state in ('connected', 'disconnected', 'needs_attention')),
                version      bigint not null
            );

            create function time_ordered_uuid(at timestamptz) returns uuid language sql volatile as $$
                select encode(
                    set_byte(
                        overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
                        6, (get_byte(uuid_send(gen_random_uuid()), 6) & 15) | 112),
                    'hex')::uuid
            $$;
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force(
            "webhook_endpoints", "webhook_secrets", "webhook_health", "webhook_sequences", "webhook_events", "webhook_deliveries",
            "webhook_tries", "known_accounts", "idempotency_keys"));
    }
}
