using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Scheduler.Data.Migrations;

[DbContext(typeof(SchedulerDbContext))]
[Migration("20261121010510_Slots")]
internal sealed class Slots : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table queue_slots (
                workspace_id uuid not null,
                account_id   uuid not null,
                time_zone    text not null check (length(time_zone) <= 64),
                minutes      int[] not null,
                primary key (workspace_id, account_id)
            );

            create table slot_reservations (
                workspace_id   uuid not null,
                account_id     uuid not null,
                slot_at        timestamptz not null,
                publication_id uuid not null,
                expires_at     timestamptz not null,
                primary key (workspace_id, account_id, slot_at)
            );
            create index slot_reservations_publication on slot_reservations (publication_id);
            create index scheduled_publications_account on scheduled_publications (workspace_id, account_id, due_at);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("queue_slots", "slot_reservations"));
    }
}
