using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Auth.Data.Migrations;

/// <summary>Workspaces of several members: settings, roles, invitations.</summary>
[DbContext(typeof(AuthDbContext))]
[Migration("20261121010200_Workspaces")]
internal sealed class Workspaces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            alter table workspaces
                add column approval_required boolean not null default false,
                add column allow_self_approval boolean not null default false,
                add column version bigint not null default 1;
            alter table memberships add constraint memberships_role
                check (role in ('owner', 'admin', 'editor', 'approver', 'viewer'));
            create table invitations (
                id uuid primary key,
                workspace_id uuid not null references workspaces (id),
                email varchar(254) not null check (email = lower(email)),
                role varchar(16) not null check (role in ('owner', 'admin', 'editor', 'approver', 'viewer')),
                hash bytea not null unique,
                invited_by uuid not null references users (id),
                created_at timestamptz not null,
                expires_at timestamptz not null,
                unique (workspace_id, email)
            );
            create index invitations_expires_at on invitations (expires_at);
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("invitations"));
    }
}
