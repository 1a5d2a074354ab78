using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Posts.Data.Migrations;

/// <summary>What users wrote is kept as <c>json</c>, not <c>jsonb</c>: it is given back as it came, and nobody searches in it.</summary>
[DbContext(typeof(PostsDbContext))]
[Migration("20261121000100_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql(
            """
            create table posts (
                id           uuid primary key,
                workspace_id uuid not null,
                status       text not null check (status in ('draft', 'scheduled', 'queued', 'publishing', 'published',
                                                             'partially_published', 'failed', 'cancelled')),
                title        text check (length(title) <= 300),
                content      text check (length(content) <= 100000),
                language     text check (length(language) <= 35),
                link         text check (length(link) <= 2048),
                tags         text[] not null check (cardinality(tags) <= 100),
                media        json not null,
                variants     json not null,
                metadata     json,
                created_at   timestamptz not null,
                updated_at   timestamptz not null
            ) with (fillfactor = 85);
            create index posts_workspace on posts (workspace_id, id desc);

            create table post_targets (
                id            uuid primary key,
                post_id       uuid not null references posts on delete cascade,
                workspace_id  uuid not null,
                platform      text not null check (platform ~ '^[a-z][a-z0-9-]{1,31}$'),
                account_id    uuid not null,
                account_name  text,
                content_type  text,
                content       json not null,
                options       json,
                status        text not null check (status in ('draft', 'scheduled', 'queued', 'publishing', 'published',
                                                              'failed', 'unknown', 'cancelled', 'missed')),
                version       bigint not null default 0,
                due_at        timestamptz,
                external_id   text,
                external_url  text,
                superseded_by uuid,
                created_at    timestamptz not null,
                updated_at    timestamptz not null,
                -- One living publication of a post to an account; those it replaced carry its id.
                constraint post_targets_living unique nulls not distinct (post_id, account_id, superseded_by)
            ) with (fillfactor = 85);

            create table accounts (
                id           uuid primary key,
                workspace_id uuid not null,
                platform     text not null,
                name         text,
                status       text not null check (status in ('connected', 'needs_attention', 'disconnected')),
                version      bigint not null,
                updated_at   timestamptz not null
            );
            create index accounts_workspace on accounts (workspace_id);

            create table platforms (
                slug         text primary key check (slug ~ '^[a-z][a-z0-9-]{1,31}$'),
                display_name text not null,
                version      text not null,
                capabilities json not null,
                announced_at timestamptz not null,
                last_seen_at timestamptz not null
            );
            """);
        migrationBuilder.Sql(IdempotencyKeys.Schema);
        migrationBuilder.Sql(RowLevelSecurity.Force("posts", "post_targets", "accounts", "idempotency_keys"));
    }
}
