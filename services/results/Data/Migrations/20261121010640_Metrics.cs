using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

[DbContext(typeof(ResultsDbContext))]
[Migration("20261121010640_Metrics")]
internal sealed class Metrics : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            alter table platforms add column can_collect_metrics boolean not null default false;

            create table metric_schedules (
                publication_id uuid primary key references publications (id) on delete cascade,
                workspace_id uuid not null,
                age_seconds bigint not null,
                due_at timestamptz,
                tries int not null,
                ended varchar(16) check (ended in ('done', 'gone', 'unsupported')),
                detail varchar(1000),
                constraint waiting_or_ended check ((due_at is null) = (ended is not null))
            ) with (fillfactor = 70);
            create index metric_schedules_due_at on metric_schedules (due_at) where due_at is not null;

            create table metric_readings (
                publication_id uuid not null references publications (id) on delete cascade,
                workspace_id uuid not null,
                age_seconds bigint not null,
                collected_at timestamptz not null,
                metrics jsonb not null,
                own jsonb not null,
                primary key (publication_id, age_seconds)
            );

            create view post_analytics with (security_invoker = true) as
            select p.post_id as id, p.workspace_id, min(p.due_at) as scheduled_for, min(p.published_at) as published_at,
                   count(distinct p.platform) as platform_count,
                   sum(a.attempts)::bigint as publish_attempts,
                   count(*) filter (where p.status = 'published') as successful_publishes,
                   sum((r.metrics ->> 'likes')::bigint)::bigint as total_likes,
                   sum((r.metrics ->> 'shares')::bigint)::bigint as total_shares,
                   sum((r.metrics ->> 'comments')::bigint)::bigint as total_comments
            from publications p
            left join lateral (select count(*) as attempts from attempts where attempts.publication_id = p.id) a on true
            left join lateral (
                select metric_readings.metrics from metric_readings where metric_readings.publication_id = p.id
                order by metric_readings.age_seconds desc limit 1) r on true
            group by p.post_id, p.workspace_id;
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("metric_schedules", "metric_readings"));
    }
}
