using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Results.Data.Migrations;

/// <summary>What waits for another publication has no deadline of its own: the other one has.</summary>
[DbContext(typeof(ResultsDbContext))]
[Migration("20261121171000_Waiting")]
internal sealed class Waiting : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        alter table publications
            drop constraint waiting_has_a_deadline,
            add constraint waiting_has_a_deadline check (
                status not in ('scheduled', 'queued', 'publishing') or deadline_at is not null or (status = 'scheduled' and category = 'waiting'));
        """);
}
