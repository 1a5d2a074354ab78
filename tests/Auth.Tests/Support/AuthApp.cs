using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>The service on a fresh database and a fresh virtual host, with a platform and its publisher beside it.</summary>
internal sealed class AuthApp : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private static readonly byte[] ServiceRoot = RandomNumberGenerator.GetBytes(32);

    private readonly List<WebApplicationFactory<AuthDbContext>> _replicas = [];
    private readonly TestDatabase _keyRing;
    private readonly string _keySetFile;
    private readonly Dictionary<string, string> _settings;

    private AuthApp(TestDatabase database, TestDatabase keyRing, TestVirtualHost broker, StubPlatform platform, Dictionary<string, string> settings)
    {
        Database = database;
        _keyRing = keyRing;
        Broker = broker;
        Platform = platform;
        _settings = settings;
        _keySetFile = settings["Vault:KeySetFile"];
    }

    /// <summary>What every process of the service is started with.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    public TestDatabase Database { get; }
    public TestVirtualHost Broker { get; }
    public StubPlatform Platform { get; }
    public StubWorker Worker { get; private set; } = null!;
    public ShiftedClock Clock { get; } = new();
    public IServiceProvider Services => _replicas[0].Services;

    public static async Task<AuthApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync("auth");
        var keyRing = await TestDatabase.CreateKeyRingAsync();
        var broker = await TestVirtualHost.CreateAsync();
        var platform = await StubPlatform.StartAsync();
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = database.ConnectionString,
            ["ConnectionStrings:KeyRing"] = keyRing.ConnectionString,
            ["KeyRing:Key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["RabbitMq:Url"] = broker.Url,
            ["ServiceIdentity:Root"] = Convert.ToBase64String(ServiceRoot),
            ["Vault:KeySetFile"] = KeySetFiles.Write(),
            ["Egress:Allow:0"] = "127.0.0.1/32",
            ["Refresh:SweepInterval"] = "1.00:00:00",
            ["Denials:Interval"] = "00:00:00.200",
            ["PAGEY_CLIENT_ID"] = "client-2",
            ["PAGEY_CLIENT_SECRET"] = "client-secret-2",
            ["PAGEY_REDIRECT_URI"] = "https://app.example/api/publishing/auth/pagey/callback",
            ["TESTY_CLIENT_ID"] = "client-1",
            ["TESTY_CLIENT_SECRET"] = "client secret/1",
            ["TESTY_REDIRECT_URI"] = "http://localhost:8080/api/publishing/auth/testy/callback",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var app = new AuthApp(database, keyRing, broker, platform, all);
        await MigrateAsync(database);
        app.AddReplica();
        app.Worker = await StubWorker.StartAsync(broker.Url, app.WorkerClient);
        await Eventually.BecomesTrueAsync(app.IsReadyAsync, TimeSpan.FromSeconds(60));
        await app.Worker.AnnounceAsync(platform.Url);
        await Eventually.BecomesTrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from platforms") == 3, TimeSpan.FromSeconds(60));
        return app;
    }

    public static AuthDbContext Context(string connectionString) => new(
        new DbContextOptionsBuilder<AuthDbContext>()
            .UseNpgsql(connectionString)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options);

    /// <summary>Another process of the service, on the same database and broker.</summary>
    public int AddReplica()
    {
        var factory = new WebApplicationFactory<AuthDbContext>().WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in _settings)
            {
                host.UseSetting(name, value);
            }

            host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
        });
        factory.StartServer();
        _replicas.Add(factory);
        return _replicas.Count - 1;
    }

    public HttpClient Anonymous() => Client(ticket: null, replica: 0);

    /// <summary>The gateway, or another service that is no worker.</summary>
    public HttpClient Gateway() => Client(tickets => tickets.ForService("gateway", "auth"), replica: 0);

    public HttpClient As(UserTicket user) => Client(tickets => tickets.ForUser(user, "auth"), replica: 0);

    public HttpClient WorkerClient(string name) => WorkerClient(name, replica: 0);

    public HttpClient WorkerClient(string name, int replica) =>
        Client(tickets => tickets.ForService(name, InternalTickets.Workers), replica);

    /// <summary>A worker at a process of its own.</summary>
    public HttpClient WorkerClient(string name, Uri address) =>
        new(new Caller(Services.GetRequiredService<InternalTickets>(), tickets => tickets.ForService(name, InternalTickets.Workers))
        {
            InnerHandler = new SocketsHttpHandler { UseProxy = false },
        })
        {
            BaseAddress = address,
        };

    public static string WorkerSecret(string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(ServiceRoot, Encoding.UTF8.GetBytes(name)));

    /// <summary>Registers somebody new and signs them in, as the gateway would see them.</summary>
    public async Task<TestUser> NewUserAsync()
    {
        using var http = Anonymous();
        var email = $"user-{Guid.NewGuid():N}@example.test";
        var registered = await http.PostAsync<MeResponse>("/api/auth/register", new RegisterRequest(email, Password, "Somebody New"));
        var tokens = await http.PostAsync<TokenResponse>("/api/auth/login", new LoginRequest(email, Password));
        return new TestUser(this, email, registered, tokens);
    }

    public async Task<HttpResponseMessage> ExchangeAsync(string credential, Guid? workspaceId = null)
    {
        using var gateway = Gateway();
        return await gateway.PostAsJsonAsync("/internal/tokens/exchange", new TokenExchangeRequest(credential, workspaceId), StrictJson.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await Platform.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        await _keyRing.DisposeAsync();
        if (_keySetFile.Length > 0)
        {
            File.Delete(_keySetFile);
        }
    }

    private static async Task MigrateAsync(TestDatabase database)
    {
        await using var context = Context(database.MigrationsConnectionString);
        await context.Database.MigrateAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        using var http = Anonymous();
        using var answer = await http.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    private HttpClient Client(Func<InternalTickets, string>? ticket, int replica)
    {
        var factory = _replicas[replica];
        return factory.CreateDefaultClient(new Caller(factory.Services.GetRequiredService<InternalTickets>(), ticket));
    }

    /// <summary>Tickets live a minute, so every request gets a new one; every client has an address of its own.</summary>
    private sealed class Caller(InternalTickets tickets, Func<InternalTickets, string>? ticket) : DelegatingHandler
    {
        private static int _callers;

        private readonly string _address = AddressOf(Interlocked.Increment(ref _callers));

        /// <summary>In a network of its own, too.</summary>
        private static string AddressOf(int caller) =>
            string.Create(CultureInfo.InvariantCulture, $"10.{caller & 255}.{(caller >> 8) & 255}.1");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.Headers.Contains("X-Forwarded-For"))
            {
                request.Headers.Add("X-Forwarded-For", _address);
            }

            if (ticket is not null)
            {
                request.Headers.Add(InternalTickets.Header, ticket(tickets));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
