using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

[DbContext(typeof(PostsDbContext))]
[Migration("20261121010600_Dependencies")]
internal sealed class Dependencies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table post_targets
            add column waits_for uuid,
            add column on_failure text check (on_failure in ('hold', 'drop', 'fallback_url')),
            add column fallback_url text check (length(fallback_url) <= 2000);
        create index post_targets_waiting on post_targets (waits_for) where waits_for is not null;
        """);
}
