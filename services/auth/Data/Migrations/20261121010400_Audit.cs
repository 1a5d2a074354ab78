using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
[Migration("20261121010400_Audit")]
internal sealed class AuditTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(RowLevelSecurity.Force("audit_events", "audit_heads"));
        migrationBuilder.Sql(AppendOnly);
        migrationBuilder.Sql("alter table api_keys add column allowed_addresses text[] not null default '{}'");
    }

    /// <summary>No reference to workspaces: what was done in one outlives it, and some things belong to none.</summary>
    private const string Tables = """
        create table audit_events (
            workspace_id uuid not null,
            seq bigint not null check (seq > 0),
            at timestamptz not null,
            actor varchar(100) not null,
            actor_kind varchar(16) not null check (actor_kind in ('user', 'service', 'anonymous', 'system')),
            via_key_id uuid,
            network varchar(50),
            request_id varchar(64),
            action varchar(64) not null,
            subject_type varchar(32) not null,
            subject_id varchar(200) not null,
            outcome varchar(16) not null check (outcome in ('done', 'denied', 'failed')),
            detail text not null,
            prev_hash bytea not null check (octet_length(prev_hash) = 32),
            hash bytea not null check (octet_length(hash) = 32),
            primary key (workspace_id, seq)
        );
        create index audit_events_at on audit_events (workspace_id, at);
        create index audit_events_action on audit_events (workspace_id, action, seq);
        create table audit_heads (
            workspace_id uuid primary key,
            seq bigint not null check (seq >= 0),
            hash bytea not null check (octet_length(hash) = 32)
        );
        """;

    /// <summary>
    /// Rows come and stay: the service has no right to change them, and whoever has it is refused by the trigger.
    /// The default privileges gave the service more, under whatever name it connects.
    /// </summary>
    private const string AppendOnly = """
        do $$
        declare
            service text;
        begin
            for service in
                select distinct acl.grantee::regrole::text
                from pg_class, aclexplode(relacl) as acl
                where oid = 'audit_events'::regclass and acl.grantee <> relowner and acl.grantee <> 0
            loop
                execute format('revoke update, delete, truncate on audit_events from %s', service);
                execute format('revoke delete, truncate on audit_heads from %s', service);
            end loop;
        end $$;
        create function audit_events_stay() returns trigger language plpgsql as $$
        begin
            raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
        end $$;
        create trigger audit_events_stay before update or delete or truncate on audit_events
            for each statement execute function audit_events_stay();
        """;
}
