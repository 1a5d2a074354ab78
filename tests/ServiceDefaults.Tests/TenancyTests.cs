using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>Row-level security as the services use it; EF's filters are not involved.</summary>
public sealed class TenancyTests
{
    private static readonly Guid Ours = Guid.CreateVersion7();
    private static readonly Guid Theirs = Guid.CreateVersion7();

    [Test]
    public async Task Row_63_a_transaction_sees_its_workspace_alone_and_the_system_sees_all()
    {
        await using var service = await StartWithNotesAsync();

        Assert.That(await CountAsync(service, Tenant.Workspace(Ours)), Is.EqualTo(1));
        Assert.That(await CountAsync(service, Tenant.Workspace(Guid.CreateVersion7())), Is.Zero);
        Assert.That(await CountAsync(service, Tenant.System), Is.EqualTo(2));
    }

    [Test]
    public async Task Row_64_a_connection_that_comes_back_to_the_pool_keeps_no_tenant()
    {
        await using var service = await StartWithNotesAsync();
        await CountAsync(service, Tenant.System);

        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from notes");

        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(0L));
    }

    [TestCase("No Reset On Close=true")]
    [TestCase("Multiplexing=true")]
    public void Row_64_a_service_does_not_start_where_connections_would_keep_their_tenant(string setting)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Postgres", $"Host=127.0.0.1;Username=cm_posts;{setting}")]);

        Assert.That(() => builder.AddPostgres<TestDbContext>(), Throws.InvalidOperationException.With.Message.Contains("must stay off"));
    }

    [Test]
    public async Task Row_63_writing_into_another_workspace_is_refused_by_the_database()
    {
        await using var service = await StartWithNotesAsync();
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.Workspace(Ours), CancellationToken.None);
        db.Notes.Add(new Note { Id = Guid.CreateVersion7(), WorkspaceId = Theirs, BodyText = "smuggled" });

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.That((refused!.InnerException as PostgresException)?.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task A_command_outside_a_transaction_is_refused_before_it_is_sent()
    {
        await using var service = await StartWithNotesAsync();
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDbContext>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Notes.CountAsync());
    }

    private static async Task<TestService> StartWithNotesAsync()
    {
        var service = await TestService.StartAsync();
        await service.Database.ExecuteAsync($"""
            insert into notes values (gen_random_uuid(), '{Ours}', 'ours'), (gen_random_uuid(), '{Theirs}', 'theirs')
            """);
        return service;
    }

    private static async Task<int> CountAsync(TestService service, Tenant tenant)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDbContext>();
        await using var transaction = await db.BeginAsync(tenant, CancellationToken.None);
        return await db.Notes.CountAsync();
    }
}
