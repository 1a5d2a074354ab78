using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
[Migration("20261121000100_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql(Identity);
        migrationBuilder.Sql(Accounts);
        migrationBuilder.Sql(RowLevelSecurity.Force(
            "memberships", "api_keys", "authorizations", "credentials", "accounts", "revocations"));
    }

    private const string Identity = """
        create table users (
            id uuid primary key,
            email varchar(254) not null unique check (email = lower(email)),
            name varchar(100) not null,
            password_hash varchar(200) not null,
            created_at timestamptz not null
        );
        create table workspaces (
            id uuid primary key,
            name varchar(100) not null,
            created_at timestamptz not null
        );
        create table memberships (
            workspace_id uuid not null references workspaces (id),
            user_id uuid not null references users (id),
            role varchar(16) not null,
            created_at timestamptz not null,
            primary key (workspace_id, user_id)
        );
        create index memberships_user_id on memberships (user_id);
        create table sessions (
            id uuid primary key,
            user_id uuid not null references users (id),
            created_at timestamptz not null,
            ended_at timestamptz
        );
        create index sessions_user_id on sessions (user_id);
        create table refresh_tokens (
            id uuid primary key,
            session_id uuid not null references sessions (id) on delete cascade,
            hash bytea not null unique,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            used_at timestamptz,
            successor_id uuid,
            successor bytea,
            check ((used_at is null) = (successor is null) and (used_at is null) = (successor_id is null))
        );
        create index refresh_tokens_session_id on refresh_tokens (session_id);
        create index refresh_tokens_expires_at on refresh_tokens (expires_at);
        create table api_keys (
            id uuid primary key,
            workspace_id uuid not null references workspaces (id),
            user_id uuid not null references users (id),
            name varchar(100) not null,
            key_id varchar(8) not null unique,
            hash bytea not null,
            scopes text[] not null,
            created_at timestamptz not null,
            expires_at timestamptz,
            last_used_at timestamptz
        );
        create index api_keys_workspace_id on api_keys (workspace_id, id);
        """;

    private const string Accounts = """
        create table platforms (
            slug varchar(32) primary key check (slug ~ '^[a-z][a-z0-9-]{1,31}$'),
            display_name varchar(100) not null,
            capabilities jsonb not null,
            announced_at timestamptz not null
        );
        create table authorizations (
            id uuid primary key,
            workspace_id uuid not null references workspaces (id),
            user_id uuid not null,
            platform varchar(32) not null,
            state_hash bytea not null unique,
            browser_hash bytea not null,
            verifier bytea not null,
            redirect_after varchar(500),
            expires_at timestamptz not null
        );
        create index authorizations_expires_at on authorizations (expires_at);
        create table credentials (
            id uuid primary key,
            workspace_id uuid not null references workspaces (id),
            user_id uuid not null,
            platform varchar(32) not null,
            access_token bytea,
            refresh_token bytea,
            fields bytea,
            scopes text[] not null,
            expires_at timestamptz,
            refresh_at timestamptz,
            version bigint not null,
            created_at timestamptz not null,
            confirmed_at timestamptz,
            refresh_started_at timestamptz,
            refusal_check_at timestamptz,
            dead_at timestamptz,
            check ((access_token is null) <> (fields is null))
        );
        create index credentials_workspace_id on credentials (workspace_id);
        create index credentials_unconfirmed on credentials (created_at) where confirmed_at is null;
        create table accounts (
            id uuid primary key,
            workspace_id uuid not null references workspaces (id),
            platform varchar(32) not null,
            external_id varchar(200) not null,
            name varchar(200) not null,
            url varchar(2048),
            avatar_url varchar(2048),
            attributes jsonb not null,
            credential_id uuid references credentials (id),
            health varchar(16) not null check (health in ('ok', 'needs_attention')),
            health_detail varchar(500),
            version bigint not null,
            connected_at timestamptz not null,
            unique (workspace_id, platform, external_id)
        );
        create index accounts_workspace_id on accounts (workspace_id, id);
        create index accounts_credential_id on accounts (credential_id);
        create table revocations (
            id uuid primary key,
            workspace_id uuid not null references workspaces (id),
            platform varchar(32) not null,
            token bytea not null,
            attempts integer not null,
            due_at timestamptz not null
        );
        create index revocations_due_at on revocations (due_at);
        """;
}
