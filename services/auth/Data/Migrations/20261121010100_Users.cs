using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
[Migration("20261121010100_Users")]
internal sealed class Users : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table users
            add column session_version integer not null default 1;
        alter table sessions
            add column version integer not null default 1,
            add column last_used_at timestamptz,
            add column user_agent varchar(200),
            add column network varchar(50);
        update sessions set last_used_at = created_at;
        alter table sessions alter column last_used_at set not null;

        create table second_factors (
            user_id uuid primary key references users (id),
            secret bytea not null,
            created_at timestamptz not null,
            confirmed_at timestamptz,
            last_step bigint not null,
            failures integer not null,
            blocked_until timestamptz
        );
        create table recovery_codes (
            id uuid primary key,
            user_id uuid not null references users (id),
            hash bytea not null,
            created_at timestamptz not null,
            unique (user_id, hash)
        );

        create table mail_tokens (
            id uuid primary key,
            user_id uuid not null references users (id),
            purpose varchar(16) not null check (purpose in ('password', 'email')),
            hash bytea not null unique,
            email varchar(254),
            created_at timestamptz not null,
            expires_at timestamptz not null,
            check ((purpose = 'email') = (email is not null))
        );
        create index mail_tokens_user_id on mail_tokens (user_id);
        create index mail_tokens_expires_at on mail_tokens (expires_at);
        create table mails (
            id uuid primary key,
            kind varchar(32) not null,
            recipient varchar(254) not null,
            data jsonb not null,
            token bytea,
            attempts integer not null,
            created_at timestamptz not null,
            due_at timestamptz not null,
            expires_at timestamptz not null
        );
        create index mails_due_at on mails (due_at);
        """);
}
