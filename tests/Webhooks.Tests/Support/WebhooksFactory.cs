using System.Net;
using System.Security.Cryptography;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Data;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Webhooks.Tests.Support;

/// <summary>The service as it runs, with a clock that a test moves and names that lead where a test says.</summary>
internal sealed class WebhooksFactory(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker, TimeProvider? clock = null)
    : WebApplicationFactory<Program>
{
    private static readonly string KeyRingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public TestDatabase Database => database;

    public LyingNames Names { get; } = new();

    /// <summary>Networks that the operator lets be called.</summary>
    public string Allowed { get; init; } = "127.0.0.1/32";

    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public static async Task<WebhooksFactory> StartAsync(
        TimeProvider? clock = null, string allowed = "127.0.0.1/32", params (string Name, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync("webhooks");
        var factory = new WebhooksFactory(database, await TestDatabase.CreateKeyRingAsync(), await TestVirtualHost.CreateAsync(), clock)
        {
            Allowed = allowed, Settings = settings,
        };
        await MigrateAsync(database);
        factory.StartServer();
        await factory.Services.WaitForBusAsync();
        return factory;
    }

    public static async Task MigrateAsync(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<WebhooksDbContext>()
            .UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using var db = new WebhooksDbContext(options);
        await db.Database.MigrateAsync();
    }

    /// <summary>A ticket lives for a minute of the service's clock, so every request has its own.</summary>
    public string TicketOf(Guid workspaceId, params string[] scopes) => Services.GetRequiredService<InternalTickets>().ForUser(
        new UserTicket(Guid.CreateVersion7(), workspaceId, "owner", scopes.Length == 0 ? Policies.Scopes : scopes), "webhooks");

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
        builder.UseSetting("ConnectionStrings:Postgres", database.ConnectionString);
        builder.UseSetting("ConnectionStrings:KeyRing", keyRing.ConnectionString);
        builder.UseSetting("KeyRing:Key", KeyRingKey);
        builder.UseSetting("RabbitMq:Url", broker.Url);
        foreach (var (name, value) in Settings)
        {
            builder.UseSetting(name, value);
        }

        if (Allowed.Length > 0)
        {
            builder.UseSetting("Egress:Allow:0", Allowed);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<NameResolver>(Names.ResolveAsync);
            if (clock is not null)
            {
                services.AddSingleton(clock);
            }
        });
    }
}

/// <summary>A name server that says what a test wants, and something else the next time if it is told to.</summary>
internal sealed class LyingNames
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<IPAddress[]>> _answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One answer after the other; the last one stays.</summary>
    public void Say(string host, params string[][] answers)
    {
        lock (_lock)
        {
            _answers[host] = new(answers.Select(answer => answer.Select(IPAddress.Parse).ToArray()));
        }
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _answers.TryGetValue(host, out var answers)
                ? Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek())
                : Dns.GetHostAddressesAsync(host, cancellationToken);
        }
    }
}
