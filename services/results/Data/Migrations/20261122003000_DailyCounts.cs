using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>Counts by the day, so that a month of many accounts is thousands of rows to read and not hundreds of thousands.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261122003000_DailyCounts")]
internal sealed class DailyCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            create table publication_counts_daily (
                workspace_id uuid not null,
                measure varchar(16) not null check (measure in ('status', 'content_type', 'time', 'attempt', 'retry', 'error', 'hour')),
                day date not null,
                platform varchar(32) not null,
                account_id uuid not null,
                key varchar(100) not null,
                count bigint not null,
                primary key (workspace_id, measure, day, platform, account_id, key)
            ) with (fillfactor = 80);
            create index publication_counts_daily_day on publication_counts_daily (day);

            select set_config('app.system', 'on', true);
            insert into publication_counts_daily (workspace_id, measure, day, platform, account_id, key, count)
            select workspace_id, measure, (hour at time zone 'UTC')::date, platform, account_id, key, sum(count)
            from publication_counts group by 1, 2, 3, 4, 5, 6
            union all
            select workspace_id, 'hour', (hour at time zone 'UTC')::date, platform, '00000000-0000-0000-0000-000000000000'::uuid,
                   to_char(hour at time zone 'UTC', 'HH24') || ':' || key, sum(count)
            from publication_counts where measure = 'status' group by 1, 3, 4, 6;
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("publication_counts_daily"));
    }
}
