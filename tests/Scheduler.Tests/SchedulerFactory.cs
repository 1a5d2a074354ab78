using System.Net;
using System.Security.Cryptography;
using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Scheduler.Tests;

/// <summary>The service as it runs; several of them share one database and broker, as replicas do.</summary>
internal sealed class SchedulerFactory(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker) : WebApplicationFactory<Program>
{
    private static readonly string KeyRingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static async Task MigrateAsync(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<SchedulerDbContext>()
            .UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using var db = new SchedulerDbContext(options);
        await db.Database.MigrateAsync();
    }

    /// <summary>Knows of no publication and takes every post for a recurrence, unless a test says otherwise.</summary>
    public StubHttp Posts { get; } = new StubHttp().Always(request => request.Uri.AbsolutePath.EndsWith("/repeated", StringComparison.Ordinal)
        ? StubHttp.Answer(HttpStatusCode.NoContent, "")
        : StubHttp.Answer(HttpStatusCode.NotFound));

    public HttpClient ClientOf(Guid workspaceId, params string[] scopes)
    {
        var user = new UserTicket(Guid.CreateVersion7(), workspaceId, "owner", scopes.Length == 0 ? Policies.Scopes : scopes);
        var tickets = Services.GetRequiredService<InternalTickets>();
        return CreateDefaultClient(new HeaderPerRequest(InternalTickets.Header, () => tickets.ForUser(user, "scheduler")));
    }

    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Postgres", database.ConnectionString);
        builder.UseSetting("ConnectionStrings:KeyRing", keyRing.ConnectionString);
        builder.UseSetting("KeyRing:Key", KeyRingKey);
        builder.UseSetting("RabbitMq:Url", broker.Url);
        builder.ConfigureTestServices(services =>
            services.AddHttpClient<PostsClient>().ConfigurePrimaryHttpMessageHandler(() => Posts));
    }
}
