using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Which of the times that a worker was told of an edit it has heeded.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122074500_BegunEdits")]
internal sealed class BegunEdits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter table publication_revisions add column begun_try int not null default 0;");
}
