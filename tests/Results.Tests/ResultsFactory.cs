using System.Net;
using System.Security.Cryptography;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>The service as it runs, on a port of its own; several of them share one database, as replicas do.</summary>
internal sealed class ResultsFactory : WebApplicationFactory<Program>
{
    private static readonly string KeyRingKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly TestDatabase _database;
    private readonly TestDatabase _keyRing;
    private readonly TestVirtualHost _broker;
    private readonly (string Name, string Value)[] _settings;

    public ResultsFactory(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker, params (string Name, string Value)[] settings)
    {
        (_database, _keyRing, _broker, _settings) = (database, keyRing, broker, settings);
        UseKestrel(0);
        StartServer();
    }

    public ResultsFactory(ResultsServers servers, params (string Name, string Value)[] settings)
        : this(servers.Database, servers.KeyRing, servers.Broker, settings)
    {
    }

    /// <summary>Knows of no post, unless a test says otherwise.</summary>
    public StubHttp Posts { get; } = new StubHttp().Always(_ => StubHttp.Answer(HttpStatusCode.NotFound));

    public static async Task MigrateAsync(TestDatabase database)
    {
        var options = new DbContextOptionsBuilder<ResultsDbContext>()
            .UseNpgsql(database.MigrationsConnectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using var db = new ResultsDbContext(options);
        await db.Database.MigrateAsync();
    }

    public HttpClient ClientOf(Guid workspaceId, params string[] scopes)
    {
        var user = new UserTicket(Guid.CreateVersion7(), workspaceId, "owner", scopes.Length == 0 ? Policies.Scopes : scopes);
        var tickets = Services.GetRequiredService<InternalTickets>();
        return CreateDefaultClient(new HeaderPerRequest(InternalTickets.Header, () => tickets.ForUser(user, "results")));
    }

    public async Task<Guid> RequestAsync(
        Guid workspaceId, Guid postId, string platform = "twitter", Guid? accountId = null, string? accountName = "news", DateTimeOffset? dueAt = null,
        string? contentType = null)
    {
        var requested = new RequestedPublication
        {
            PublicationId = Guid.CreateVersion7(), Platform = platform, AccountId = accountId ?? Guid.CreateVersion7(), AccountName = accountName, DueAt = dueAt,
            ContentType = contentType,
        };
        await Services.GetRequiredService<PublicationStore>().AddAsync(
            [Publication.Request(requested, postId, workspaceId, TimeProvider.System.GetUtcNow(), new ResultsOptions())], CancellationToken.None);
        return requested.PublicationId;
    }

    /// <summary>An attempt that ended: published, unless a category says why not.</summary>
    /// <param name="after">How long after it was due; now if it is not said.</param>
    public Task CompleteAsync(Guid publicationId, string? category = null, TimeSpan? after = null, DateTimeOffset? notBefore = null, bool isForApplication = false) =>
        Services.GetRequiredService<PublicationStore>().ChangeAsync(
            [publicationId],
            set =>
            {
                var publication = set.Find(publicationId)!;
                var now = after is { } late ? publication.DueAt!.Value + late : TimeProvider.System.GetUtcNow();
                publication.Complete(
                    new AttemptOutcome
                    {
                        PublicationId = publicationId,
                        Attempt = publication.Attempt,
                        Fence = publication.Fence,
                        Result = category is null ? AttemptResults.Published : AttemptResults.Failed,
                        ExternalId = category is null ? "1801" : null,
                        Category = category,
                        IsRetryable = category == FailureCategories.RateLimited,
                        RetryNotBefore = notBefore,
                        IsForApplication = isForApplication,
                        StartedAt = now,
                        CompletedAt = now,
                    },
                    now, new ResultsOptions(), () => 0.5);
                return true;
            },
            CancellationToken.None);

    public Task RetryAsync(Guid publicationId) =>
        Services.GetRequiredService<PublicationStore>().ChangeAsync(
            [publicationId], set => set.Find(publicationId)!.Retry(TimeProvider.System.GetUtcNow(), new ResultsOptions()), CancellationToken.None);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Postgres", _database.ConnectionString);
        builder.UseSetting("ConnectionStrings:KeyRing", _keyRing.ConnectionString);
        builder.UseSetting("KeyRing:Key", KeyRingKey);
        builder.UseSetting("RabbitMq:Url", _broker.Url);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
            services.AddHttpClient<PostsClient>().ConfigurePrimaryHttpMessageHandler(() => Posts));
    }
}
