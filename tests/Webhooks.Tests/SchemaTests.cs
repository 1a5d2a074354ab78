using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Data;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Webhooks.Tests;

public sealed class SchemaTests
{
    /// <summary>Only part of the tables: the others are spoken to in SQL.</summary>
    [Test]
    public async Task The_migrated_schema_has_what_the_model_expects()
    {
        await using var scope = WebhooksSuite.Service.Services.CreateAsyncScope();

        Assert.That(
            Schema.ColumnsOf(scope.ServiceProvider.GetRequiredService<WebhooksDbContext>()),
            Is.SubsetOf(await Schema.ColumnsOfAsync(WebhooksSuite.Service.Database)));
    }

    [Test]
    public async Task Every_table_of_a_workspace_is_kept_to_it() =>
        Assert.That(await Schema.UnprotectedTablesOfAsync(WebhooksSuite.Service.Database), Is.Empty);
}
