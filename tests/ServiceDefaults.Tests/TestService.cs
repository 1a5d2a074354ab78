using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>The smallest service with a database and a broker, in this process.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly TestDatabase _keyRing;

    private TestService(WebApplication app, TestDatabase database, TestDatabase keyRing, TestVirtualHost broker)
    {
        App = app;
        Database = database;
        _keyRing = keyRing;
        Broker = broker;
    }

    public WebApplication App { get; }
    public TestDatabase Database { get; }
    public TestVirtualHost Broker { get; }
    public IServiceProvider Services => App.Services;
    public HttpClient Http => new() { BaseAddress = new Uri(App.Urls.First()) };

    /// <param name="configure">Endpoints of the test.</param>
    /// <param name="worker">Consumers of a worker in the place of the service's own.</param>
    /// <param name="postgres">What stands before the database.</param>
    /// <param name="rabbit">What stands before the broker.</param>
    /// <param name="connection">Added to the connection string.</param>
    public static async Task<TestService> StartAsync(
        Action<WebApplication>? configure = null,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? worker = null,
        FaultProxy? postgres = null,
        FaultProxy? rabbit = null,
        string connection = "")
    {
        var database = await TestDatabase.CreateAsync("posts");
        var keyRing = await TestDatabase.CreateKeyRingAsync();
        var broker = await TestVirtualHost.CreateAsync();

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = postgres?.ConnectionString(database.ConnectionString, connection) ?? database.ConnectionString,
            ["ConnectionStrings:Migrations"] = database.MigrationsConnectionString,
            ["ConnectionStrings:KeyRing"] = keyRing.ConnectionString,
            ["KeyRing:Key"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()),
            ["RabbitMq:Url"] = rabbit?.Url(broker.Url) ?? broker.Url,
            ["Messaging:CanaryInterval"] = "00:00:02",
        });
        builder.AddServiceDefaults("posts");
        builder.AddPostgres<TestDbContext>();
        builder.Services.AddSingleton<Seen>();
        if (worker is null)
        {
            builder.AddMessaging<TestDbContext>();
        }
        else
        {
            builder.Services.AddSingleton<OutboxDispatcher>();
            builder.AddMessaging(consumers ?? (_ => { }), worker);
        }

        var app = builder.Build();
        app.MapServiceDefaults();
        configure?.Invoke(app);
        Assert.That(await app.RunServiceAsync(["migrate"]), Is.Zero);
        await app.StartAsync();
        await app.Services.WaitForBusAsync();
        return new TestService(app, database, keyRing, broker);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        await _keyRing.DisposeAsync();
    }
}

/// <summary>What the consumers of these tests got.</summary>
internal sealed class Seen
{
    private readonly List<object> _messages = [];
    private readonly Lock _lock = new();

    public int FailuresLeft { get; set; }

    public IReadOnlyList<object> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public void Add(object message)
    {
        lock (_lock)
        {
            _messages.Add(message);
        }
    }
}

internal sealed class Note
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public string BodyText { get; init; } = "";
}

internal sealed class TestDbContext(DbContextOptions<TestDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().ToTable("notes");
        modelBuilder.UseServiceConventions(typeof(TestDbContext).Assembly);
    }
}

[DbContext(typeof(TestDbContext))]
[Migration("20260101000000_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Outbox.Schema);
        migrationBuilder.Sql("create table notes (id uuid primary key, workspace_id uuid not null, body_text text not null)");
        migrationBuilder.Sql(RowLevelSecurity.Force("notes"));
    }
}
