using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>
/// What platforms tell by themselves. Nothing of a recipient is kept: an event is its id until nobody can send it again, and one
/// more in the sum of its publication.
/// </summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261121201500_Inbound")]
internal sealed class Inbound : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(IdempotencyKeys.Schema);
        migrationBuilder.Sql("""
            create table inbound_endpoints (
                id uuid primary key,
                workspace_id uuid not null,
                platform varchar(32) not null,
                key_hash bytea not null unique,
                secret text,
                created_at timestamptz not null,
                last_received_at timestamptz
            ) with (fillfactor = 80);
            create index inbound_endpoints_workspace on inbound_endpoints (workspace_id, id);

            create table inbound_events (
                workspace_id uuid not null,
                platform varchar(32) not null,
                event_id varchar(100) not null,
                received_at timestamptz not null,
                primary key (workspace_id, platform, event_id)
            );
            create index inbound_events_received_at on inbound_events (received_at);

            create table inbound_counts (
                publication_id uuid not null references publications (id) on delete cascade,
                workspace_id uuid not null,
                name varchar(32) not null,
                metric varchar(32),
                count bigint not null,
                last_at timestamptz not null,
                primary key (publication_id, name)
            ) with (fillfactor = 70);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("inbound_endpoints", "inbound_events", "inbound_counts", "idempotency_keys"));
    }
}
