using ContentMultiplier.Media.Data;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Media.Tests;

public sealed class SchemaTests
{
    /// <summary>Only part of the columns: the others are spoken to in SQL.</summary>
    [Test]
    public async Task The_migrated_schema_has_what_the_model_expects()
    {
        await using var scope = MediaSuite.Service.Services.CreateAsyncScope();

        Assert.That(
            Schema.ColumnsOf(scope.ServiceProvider.GetRequiredService<MediaDbContext>()),
            Is.SubsetOf(await Schema.ColumnsOfAsync(MediaSuite.Service.Database)));
    }

    [Test]
    public async Task Every_table_of_a_workspace_is_kept_to_it() =>
        Assert.That(await Schema.UnprotectedTablesOfAsync(MediaSuite.Service.Database), Is.Empty);
}
