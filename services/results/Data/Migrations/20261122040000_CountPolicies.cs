using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>An overview reads tens of thousands of counts with one statement.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122040000_CountPolicies")]
internal sealed class CountPolicies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(RowLevelSecurity.ReadSettingsOnce("publication_counts", "publication_counts_daily"));
}
