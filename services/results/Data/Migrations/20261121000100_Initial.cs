using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

[DbContext(typeof(ResultsDbContext))]
[Migration("20261121000100_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql("""
            create table publications (
                id uuid primary key,
                post_id uuid not null,
                workspace_id uuid not null,
                platform varchar(32) not null,
                account_id uuid not null,
                account_name varchar(200),
                status varchar(16) not null check (status in
                    ('scheduled', 'queued', 'publishing', 'published', 'failed', 'unknown', 'cancelled', 'missed')),
                attempt int not null,
                failures int not null,
                reissues int not null,
                readings int not null,
                fence bigint not null,
                claim_id uuid,
                due_at timestamptz,
                not_after timestamptz not null,
                next_try_at timestamptz,
                deadline_at timestamptz,
                published_at timestamptz,
                external_id varchar(500),
                external_url varchar(2000),
                category varchar(32),
                detail varchar(1000),
                action varchar(1000),
                version bigint not null,
                created_at timestamptz not null,
                constraint published_has_an_id check (status <> 'published' or external_id <> ''),
                constraint waiting_has_a_deadline check (status not in ('scheduled', 'queued', 'publishing') or deadline_at is not null)
            ) with (fillfactor = 70);
            create index publications_workspace_id_post_id on publications (workspace_id, post_id);
            create index publications_deadline_at on publications (deadline_at) where deadline_at is not null;

            create table steps (
                publication_id uuid not null references publications (id) on delete cascade,
                workspace_id uuid not null,
                name varchar(64) not null,
                ordinal int not null,
                state varchar(16) not null check (state in ('intent', 'accepted', 'refused', 'not_sent', 'unknown')),
                fence bigint not null,
                fingerprint varchar(100),
                value jsonb,
                external_id varchar(500),
                detail varchar(1000),
                started_at timestamptz not null,
                completed_at timestamptz,
                primary key (publication_id, name)
            ) with (fillfactor = 70);

            -- Two calls under way for one publication would mean that two workers post it.
            create unique index steps_one_open on steps (publication_id) where state in ('intent', 'unknown');

            create table attempts (
                publication_id uuid not null references publications (id) on delete cascade,
                workspace_id uuid not null,
                number int not null,
                result varchar(16) not null,
                category varchar(32),
                detail varchar(1000),
                started_at timestamptz not null,
                completed_at timestamptz,
                primary key (publication_id, number)
            );

            create table platforms (
                slug varchar(32) primary key,
                can_reconcile boolean not null
            );
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publications", "steps", "attempts"));
    }
}
