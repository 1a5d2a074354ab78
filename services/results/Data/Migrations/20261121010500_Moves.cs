using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

[DbContext(typeof(ResultsDbContext))]
[Migration("20261121010500_Moves")]
internal sealed class Moves : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter table publications add column moves int not null default 0");
}
