using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

/// <summary>Accounts to choose among, tokens of single accounts, renewal in the background, and who holds which vault key.</summary>
[DbContext(typeof(AuthDbContext))]
[Migration("20261121010300_Accounts")]
internal sealed class AccountTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table authorizations add column session_id uuid;
            alter table credentials
                add column refresh_expires_at timestamptz,
                add column refresh_failures integer not null default 0,
                add column refresh_retry_at timestamptz;
            create index credentials_refresh_at on credentials (refresh_at) where refresh_token is not null and dead_at is null;
            alter table accounts
                add column token bytea,
                add column token_expires_at timestamptz,
                add column ends_at timestamptz;
            create index accounts_ends_at on accounts (ends_at) where credential_id is not null and health = 'ok';
            alter table revocations add column ends_consent_of text[] not null default '{}';
            create table connection_accounts (
                credential_id uuid not null references credentials (id) on delete cascade,
                external_id varchar(200) not null,
                workspace_id uuid not null references workspaces (id),
                platform varchar(32) not null,
                found jsonb,
                token bytea,
                token_expires_at timestamptz,
                primary key (credential_id, external_id)
            );
            create table vault_instances (
                id uuid primary key,
                primary_key varchar(64) not null,
                keys text[] not null,
                reported_at timestamptz not null
            );
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("connection_accounts"));
    }
}
