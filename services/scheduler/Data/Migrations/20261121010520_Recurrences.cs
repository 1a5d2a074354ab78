using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Scheduler.Data.Migrations;

/// <summary>Each time of a recurrence is there once, by the primary key of its occurrences.</summary>
[DbContext(typeof(SchedulerDbContext))]
[Migration("20261121010520_Recurrences")]
internal sealed class Recurrences : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table recurrences (
                id           uuid primary key,
                workspace_id uuid not null,
                user_id      uuid not null,
                request      json not null,
                next_at      timestamptz,
                made         int not null default 0,
                skipped      int not null default 0,
                problem      text,
                created_at   timestamptz not null
            );
            create index recurrences_next on recurrences (next_at) where next_at is not null;
            create index recurrences_workspace on recurrences (workspace_id, id desc);

            create table recurrence_occurrences (
                recurrence_id uuid not null references recurrences on delete cascade,
                occurs_at     timestamptz not null,
                workspace_id  uuid not null,
                post_id       uuid not null,
                primary key (recurrence_id, occurs_at)
            );
            """);
        migrationBuilder.Sql(IdempotencyKeys.Schema);
        migrationBuilder.Sql(RowLevelSecurity.Force("recurrences", "recurrence_occurrences", "idempotency_keys"));
    }
}
