using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

[DbContext(typeof(PostsDbContext))]
[Migration("20261121010500_Time")]
internal sealed class Time : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table post_targets
            add column late_action text check (late_action in ('publish', 'skip', 'ask')),
            add column late_window interval,
            add column moves int not null default 0;
        """);
}
