using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Media.Data.Migrations;

[DbContext(typeof(MediaDbContext))]
[Migration("20261121000100_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql(
            """
            create table assets (
                id           uuid primary key,
                workspace_id uuid not null,
                sha256       bytea not null check (length(sha256) = 32),
                file_name    text not null check (length(file_name) between 1 and 255),
                content_type text not null check (length(content_type) <= 127),
                size         bigint not null check (size > 0),
                width        int not null check (width > 0),
                height       int not null check (height > 0),
                frames       int not null check (frames >= 0),
                seconds      double precision,
                alt_text     text check (length(alt_text) <= 2000),
                created_at   timestamptz not null,
                -- Until then it is kept although no post holds it.
                kept_until   timestamptz not null,
                -- Until then not even a user deletes it: a post that names it is being written.
                reserved_until timestamptz,
                constraint assets_content unique (workspace_id, sha256)
            );
            create index assets_workspace on assets (workspace_id, id desc);
            create index assets_kept_until on assets (kept_until);

            create table renditions (
                media_id     uuid not null references assets on delete cascade,
                rules_hash   text not null,
                workspace_id uuid not null,
                content_type text not null,
                size         bigint not null,
                width        int not null,
                height       int not null,
                created_at   timestamptz not null,
                primary key (media_id, rules_hash)
            );

            create table post_media (
                post_id      uuid not null,
                media_id     uuid not null references assets,
                workspace_id uuid not null,
                primary key (media_id, post_id)
            );
            create index post_media_post on post_media (post_id);

            -- The newest that was heard of a post, so that what arrives late changes nothing.
            create table post_versions (
                post_id      uuid primary key,
                workspace_id uuid not null,
                version      bigint not null,
                heard_at     timestamptz not null
            );
            create index post_versions_heard_at on post_versions (heard_at);

            create table links (
                token_hash   bytea primary key,
                media_id     uuid not null references assets on delete cascade,
                workspace_id uuid not null,
                rules_hash   text,
                expires_at   timestamptz not null
            );
            create index links_media on links (media_id);
            create index links_expires_at on links (expires_at);

            create table platforms (
                slug         text primary key check (slug ~ '^[a-z][a-z0-9-]{1,31}$'),
                aliases      text[] not null,
                rules        json not null,
                announced_at timestamptz not null
            );
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("assets", "renditions", "post_media", "post_versions", "links"));
    }
}
