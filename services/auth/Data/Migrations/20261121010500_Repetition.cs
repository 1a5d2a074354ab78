using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
[Migration("20261121010500_Repetition")]
internal sealed class Repetition : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(IdempotencyKeys.Schema);
        migrationBuilder.Sql(RowLevelSecurity.Force("idempotency_keys"));
    }
}
