using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Platforms that a person holds, and accounts that a platform asked to wait.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261121203500_Gates")]
internal sealed class Gates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table publication_gates (
                workspace_id uuid not null,
                platform varchar(32) not null,
                account_id uuid not null,
                until timestamptz,
                reason varchar(300),
                closed_at timestamptz not null,
                closed_by uuid,
                primary key (workspace_id, platform, account_id)
            );
            create index publication_gates_until on publication_gates (until) where until is not null;
            create index publications_held on publications (workspace_id, platform, coalesce(due_at, created_at), id)
                where status = 'queued' and category = 'held';
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publication_gates"));
    }
}
