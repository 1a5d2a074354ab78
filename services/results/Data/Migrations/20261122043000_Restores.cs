using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>When the databases were set back to a backup, as the operator says; the installation's own and nobody's data.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122043000_Restores")]
internal sealed class Restores : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table restores (
            restored_at timestamptz primary key,
            backup_at timestamptz not null check (backup_at <= restored_at)
        );
        """);
}
