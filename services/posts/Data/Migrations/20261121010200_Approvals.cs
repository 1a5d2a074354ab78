using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

/// <summary>What is on its way from before has no hash, so it is taken for unapproved wherever approval is asked for from now on.</summary>
[DbContext(typeof(PostsDbContext))]
[Migration("20261121010200_Approvals")]
internal sealed class Approvals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            alter table posts
                add column authors uuid[] not null default '{}',
                add column content_hash bytea;
            alter table post_targets add column content_hash bytea;

            create table workspaces (
                workspace_id        uuid primary key,
                approval_required   boolean not null,
                allow_self_approval boolean not null,
                version             bigint not null,
                updated_at          timestamptz not null
            );

            create table approvals (
                id           uuid primary key,
                -- The order in which they were decided, since each is written under the lock of its post.
                seq          bigint generated always as identity,
                post_id      uuid not null references posts on delete cascade,
                workspace_id uuid not null,
                user_id      uuid not null,
                decision     text not null check (decision in ('approved', 'rejected')),
                comment      text check (length(comment) <= 2000),
                content_hash bytea not null,
                created_at   timestamptz not null
            );
            create index approvals_post on approvals (post_id, id desc);

            create function refuse_unapproved() returns void language plpgsql as $$
            begin
                raise exception 'not approved' using errcode = 'CM001';
            end $$;
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("workspaces", "approvals"));
    }
}
