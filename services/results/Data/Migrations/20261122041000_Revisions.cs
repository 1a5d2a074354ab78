using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>What is asked of a publication after it was published.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122041000_Revisions")]
internal sealed class Revisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table platforms add column can_remove boolean not null default false;
            alter table platforms add column can_edit boolean not null default false;
            alter table publications add column removed_at timestamptz;

            create table publication_revisions (
                id uuid primary key,
                publication_id uuid not null references publications (id) on delete cascade,
                workspace_id uuid not null,
                kind varchar(16) not null check (kind in ('removal', 'edit')),
                text text,
                state varchar(16) not null check (state in ('requested', 'done', 'failed')),
                requested_by uuid,
                requested_at timestamptz not null,
                done_at timestamptz,
                tries int not null,
                next_try_at timestamptz,
                category varchar(32),
                error varchar(1000),
                action varchar(1000),
                constraint edit_has_text check ((kind = 'edit') = (text is not null)),
                constraint waiting_or_ended check ((state = 'requested') = (next_try_at is not null)),
                constraint done_has_a_time check ((state = 'done') = (done_at is not null))
            );
            create index publication_revisions_publication on publication_revisions (publication_id, id);
            create index publication_revisions_next_try_at on publication_revisions (next_try_at) where next_try_at is not null;
            create unique index publication_revisions_one_at_a_time on publication_revisions (publication_id) where state = 'requested';
            create unique index publication_revisions_removed_once on publication_revisions (publication_id) where kind = 'removal' and state <> 'failed';
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publication_revisions"));
    }
}
