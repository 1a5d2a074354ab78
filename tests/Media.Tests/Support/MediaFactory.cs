using System.Security.Cryptography;
using ContentMultiplier.Media.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Media.Tests.Support;

/// <summary>The service as it runs, on a real database, a real broker and a folder or a bucket of its own.</summary>
internal sealed class MediaFactory(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker, S3Server? bucket) : WebApplicationFactory<Program>
{
    private static readonly string KeyRingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public TestDatabase Database => database;

    public string Folder { get; } = Directory.CreateTempSubdirectory("media-tests-").FullName;

    /// <summary>All files of that name, wherever they are kept.</summary>
    public string[] FilesOf(Guid id) => Directory.GetFiles(bucket?.Folder ?? Folder, id.ToString("n") + "*", SearchOption.AllDirectories);

    /// <summary>The settings, as a process of its own reads them from its environment.</summary>
    public Dictionary<string, string> Settings => new(StoreSettings)
    {
        ["ConnectionStrings:Postgres"] = database.ConnectionString,
        ["ConnectionStrings:KeyRing"] = keyRing.ConnectionString,
        ["KeyRing:Key"] = KeyRingKey,
        ["RabbitMq:Url"] = broker.Url,
        ["Media:Folder"] = Folder,
        ["Media:PublicUrl"] = "https://media.example",
        ["Media:SweepEvery"] = "00:00:00.200",
    };

    private Dictionary<string, string> StoreSettings => bucket is null ? [] : new()
    {
        ["Media:Storage"] = "s3",
        ["Media:S3:Endpoint"] = bucket.Url,
        ["Media:S3:Bucket"] = S3Server.Bucket,
        ["Media:S3:AccessKey"] = S3Server.Key,
        ["Media:S3:SecretKey"] = S3Server.Key,
        ["Media:S3:PathStyle"] = "true",
    };

    /// <param name="bucket">Null for a folder.</param>
    public static async Task<MediaFactory> StartAsync(S3Server? bucket = null)
    {
        var database = await TestDatabase.CreateAsync("media");
        var factory = new MediaFactory(database, await TestDatabase.CreateKeyRingAsync(), await TestVirtualHost.CreateAsync(), bucket);
        var options = new DbContextOptionsBuilder<MediaDbContext>()
            .UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using (var db = new MediaDbContext(options))
        {
            await db.Database.MigrateAsync();
        }

        factory.StartServer();
        await factory.Services.WaitForBusAsync();
        return factory;
    }

    /// <summary>Of a user of the workspace, a new one for every request.</summary>
    public HeaderPerRequest TicketsOf(Guid workspaceId, params string[] scopes)
    {
        var user = new UserTicket(Guid.CreateVersion7(), workspaceId, "owner", scopes.Length == 0 ? Policies.Scopes : scopes);
        return Tickets(tickets => tickets.ForUser(user, "media"));
    }

    public HttpClient ClientOf(Guid workspaceId, params string[] scopes) => CreateDefaultClient(TicketsOf(workspaceId, scopes));

    /// <summary>The worker of a platform.</summary>
    public HttpClient WorkerOf(string platform) =>
        CreateDefaultClient(Tickets(tickets => tickets.ForService("publisher." + platform, InternalTickets.Workers)));

    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    public async Task StopAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
        await keyRing.DisposeAsync();
        await broker.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        bucket?.Dispose();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in Settings)
        {
            builder.UseSetting(name, value);
        }
    }

    private HeaderPerRequest Tickets(Func<InternalTickets, string> next)
    {
        var tickets = Services.GetRequiredService<InternalTickets>();
        return new HeaderPerRequest(InternalTickets.Header, () => next(tickets));
    }
}
