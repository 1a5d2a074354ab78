using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

[DbContext(typeof(PostsDbContext))]
[Migration("20261121010300_AccountExpiry")]
internal sealed class AccountExpiry : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter table accounts add column expires_at timestamptz");
}
