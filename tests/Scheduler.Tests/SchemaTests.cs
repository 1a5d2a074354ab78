using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Scheduler.Tests;

public sealed class SchemaTests
{
    [Test]
    public async Task The_model_and_the_migrated_schema_agree()
    {
        await using var scope = SchedulerSuite.One.Services.CreateAsyncScope();

        Assert.That(
            Schema.ColumnsOf(scope.ServiceProvider.GetRequiredService<SchedulerDbContext>()),
            Is.EquivalentTo(await Schema.ColumnsOfAsync(SchedulerSuite.Database)));
    }

    [Test]
    public async Task Every_table_of_a_workspace_is_kept_to_it() =>
        Assert.That(await Schema.UnprotectedTablesOfAsync(SchedulerSuite.Database), Is.Empty);
}
