using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Platforms that tell by themselves name a post by their own id.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122000500_ExternalIds")]
internal sealed class ExternalIds : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create index publications_external_id on publications (workspace_id, external_id) where external_id is not null;
        """);
}
