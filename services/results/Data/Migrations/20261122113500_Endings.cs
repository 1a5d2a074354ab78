using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>
/// What is to be counted stands in a narrow table of its own. The index of the uncounted stays for processes of the version before,
/// which look there; nothing that is written from now on enters it.
/// </summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122113500_Endings")]
internal sealed class Endings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table publication_endings (
                id bigint generated always as identity primary key,
                publication_id uuid not null,
                workspace_id uuid not null,
                status varchar(16) not null,
                was varchar(16),
                after_attempt int not null,
                last_attempt int not null
            ) with (autovacuum_vacuum_scale_factor = 0.01);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publication_endings"));
    }
}
