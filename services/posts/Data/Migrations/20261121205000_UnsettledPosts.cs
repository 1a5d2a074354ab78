using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

/// <summary>No reference to the posts: a row whose post is gone goes at the next look, and publishing need not pay for the check.</summary>
[DbContext(typeof(PostsDbContext))]
[Migration("20261121205000_UnsettledPosts")]
internal sealed class UnsettledPosts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table unsettled_posts (
                post_id      uuid primary key,
                workspace_id uuid not null,
                check_at     timestamptz not null,
                checks       int not null default 0
            );
            create index unsettled_posts_check_at on unsettled_posts (check_at);
            select set_config('app.system', 'on', true);
            insert into unsettled_posts (post_id, workspace_id, check_at)
            select distinct post_id, workspace_id, now() from post_targets where status in ('scheduled', 'queued', 'publishing', 'unknown');
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("unsettled_posts"));
    }
}
