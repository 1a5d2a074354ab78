using System.Net;
using System.Security.Cryptography;
using ContentMultiplier.Posts.Accounts;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Posts.Tests;

/// <summary>The service as it runs, on a real database and a real broker. Results is a stub at the far end of its client.</summary>
internal sealed class PostsFactory(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker) : WebApplicationFactory<Program>
{
    private static readonly string KeyRingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public TestDatabase Database => database;

    public TestVirtualHost Broker => broker;

    public StubHttp Results { get; } = new();

    private FaultProxy? Proxy { get; init; }

    /// <summary>Knows of no account that no event has told of, unless a test says otherwise.</summary>
    public StubHttp Auth { get; } = new StubHttp().Always(_ => StubHttp.Answer(HttpStatusCode.OK, """{"accounts":[]}"""));

    public StubHttp Scheduler { get; } = new();

    public StubHttp Media { get; } = new();

    public static async Task<PostsFactory> StartAsync()
    {
        var database = await TestDatabase.CreateAsync("posts");
        var factory = new PostsFactory(database, await TestDatabase.CreateKeyRingAsync(), await TestVirtualHost.CreateAsync());
        var options = new DbContextOptionsBuilder<PostsDbContext>()
            .UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using (var db = new PostsDbContext(options))
        {
            await db.Database.MigrateAsync();
        }

        factory.StartServer();
        await factory.Services.WaitForBusAsync();
        return factory;
    }

    /// <summary>Another process of the service on the same database, with something in the way to it.</summary>
    public PostsFactory Behind(FaultProxy proxy) => new(database, keyRing, broker) { Proxy = proxy };

    public HttpClient ClientOf(Guid workspaceId, params string[] scopes)
    {
        var user = new UserTicket(Guid.CreateVersion7(), workspaceId, "owner", scopes.Length == 0 ? Policies.Scopes : scopes);
        var tickets = Services.GetRequiredService<InternalTickets>();
        return CreateDefaultClient(new HeaderPerRequest(InternalTickets.Header, () => tickets.ForUser(user, "posts")));
    }

    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    public async Task StopAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
        await keyRing.DisposeAsync();
        await broker.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Postgres", Proxy?.ConnectionString(database.ConnectionString) ?? database.ConnectionString);
        builder.UseSetting("ConnectionStrings:KeyRing", keyRing.ConnectionString);
        builder.UseSetting("KeyRing:Key", KeyRingKey);
        builder.UseSetting("RabbitMq:Url", broker.Url);

        // Tests say when it is time.
        builder.UseSetting("Reminders:After", "01:00:00");
        builder.ConfigureTestServices(services =>
            services.AddHttpClient<AuthClient>().ConfigurePrimaryHttpMessageHandler(() => Auth));
        builder.ConfigureTestServices(services =>
            services.AddHttpClient<MediaClient>().ConfigurePrimaryHttpMessageHandler(() => Media));
        builder.ConfigureTestServices(services =>
            services.AddHttpClient<ResultsClient>().ConfigurePrimaryHttpMessageHandler(() => Results));
        builder.ConfigureTestServices(services =>
            services.AddHttpClient<SchedulerClient>().ConfigurePrimaryHttpMessageHandler(() => Scheduler));
    }
}
