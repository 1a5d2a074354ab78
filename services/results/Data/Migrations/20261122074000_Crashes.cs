using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>How often a worker died while it had a publication, so that one that kills them all is not given to them for ever.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122074000_Crashes")]
internal sealed class Crashes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter table publications add crashes integer not null default 0");
}
