using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Counts by the hour, so that a year of publications is thousands of rows to read and not millions.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261121170200_Analytics")]
internal sealed class Analytics : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table publications
                add column content_type varchar(64),
                add column counted varchar(16),
                add column counted_attempts int not null default 0;

            -- What has come to rest otherwise than it is counted: nearly nothing at any time.
            create index publications_uncounted on publications (id)
                where status in ('published', 'failed', 'cancelled', 'missed', 'unknown') and counted is distinct from status;

            create table publication_counts (
                workspace_id uuid not null,
                measure varchar(16) not null check (measure in ('status', 'content_type', 'time', 'attempt', 'retry', 'error')),
                hour timestamptz not null,
                platform varchar(32) not null,
                account_id uuid not null,
                key varchar(100) not null,
                count bigint not null,
                primary key (workspace_id, measure, hour, platform, account_id, key)
            ) with (fillfactor = 80);
            create index publication_counts_hour on publication_counts (hour);

            create table publication_accounts (
                workspace_id uuid not null,
                account_id uuid not null,
                platform varchar(32) not null,
                name varchar(200) not null,
                primary key (workspace_id, account_id)
            );
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publication_counts", "publication_accounts"));
    }
}
