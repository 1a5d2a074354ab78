using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Which transaction last wrote a row: compared with a snapshot it says whether a reader has seen that.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261121170100_Live")]
internal sealed class Live : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table publications add column changed_xid xid8 not null default pg_current_xact_id();
        create index publications_workspace_id_changed_xid on publications (workspace_id, changed_xid);
        """);
}
