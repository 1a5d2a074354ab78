using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Scheduler.Data.Migrations;

[DbContext(typeof(SchedulerDbContext))]
[Migration("20261121000100_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql(
            """
            create table scheduled_publications (
                publication_id uuid not null,
                attempt        int not null check (attempt >= 1),
                workspace_id   uuid not null,
                post_id        uuid not null,
                platform       text not null check (platform ~ '^[a-z][a-z0-9-]{1,31}$'),
                account_id     uuid not null,
                due_at         timestamptz not null,
                primary key (publication_id, attempt)
            );
            create index scheduled_publications_due on scheduled_publications (due_at);
            create index scheduled_publications_workspace on scheduled_publications (workspace_id, due_at, publication_id);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("scheduled_publications"));
    }
}
