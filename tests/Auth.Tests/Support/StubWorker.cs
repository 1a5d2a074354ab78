using System.Collections.Concurrent;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>
/// The publishers of three platforms: they announce themselves and find accounts. One is connected by OAuth, one by fields,
/// and one by either of them, with long-lived tokens and pages in the manner of Meta.
/// </summary>
internal sealed class StubWorker : IAsyncDisposable
{
    public const string OAuthPlatform = "testy";
    public const string FieldsPlatform = "keyed";
    public const string PagesPlatform = "pagey";

    private readonly WebApplication _app;

    private StubWorker(WebApplication app) => _app = app;

    public static async Task<StubWorker> StartAsync(string brokerUrl, Func<string, HttpClient> workerClient)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RabbitMq:Url"] = brokerUrl,
            ["ServiceIdentity:Secret"] = "stub",
        });
        builder.AddServiceDefaults("publisher.stub");
        builder.Services.AddSingleton(new Directory(workerClient));
        builder.AddMessaging(
            registration =>
            {
                registration.AddConsumer<DiscoverAccountsConsumer>();
                registration.AddConsumer<AccountEventsConsumer>();
            },
            (context, bus) =>
            {
                foreach (var platform in new[] { OAuthPlatform, FieldsPlatform, PagesPlatform })
                {
                    bus.ReceiveEndpoint(Topology.QueueOf(platform, "accounts"), endpoint =>
                    {
                        endpoint.AsQuestionQueue();
                        endpoint.BindPlatform<DiscoverAccounts>(platform);
                        endpoint.ConfigureConsumer<DiscoverAccountsConsumer>(context);
                    });
                }

                bus.ReceiveEndpoint("publisher.stub.events", endpoint => endpoint.ConfigureConsumer<AccountEventsConsumer>(context));
            });
        var worker = new StubWorker(builder.Build());
        await worker._app.StartAsync();
        await worker._app.Services.WaitForBusAsync();
        return worker;
    }

    /// <summary>What the platform says about a credential; one account unless a test says otherwise.</summary>
    public Func<CredentialLeaseResponse, AccountsDiscovered>? Answer
    {
        set => _app.Services.GetRequiredService<Directory>().Answer = value;
    }

    /// <summary>The tokens that single accounts have of their own.</summary>
    public Func<DiscoverAccounts, IReadOnlyList<AccountToken>>? AccountTokens
    {
        set => _app.Services.GetRequiredService<Directory>().AccountTokens = value;
    }

    /// <summary>The last connection that was asked about.</summary>
    public DiscoverAccounts? Asked => _app.Services.GetRequiredService<Directory>().Asked;

    /// <summary>When the account's access ends, as the last event about it said.</summary>
    public AccountConnected? LastConnected(Guid accountId) =>
        _app.Services.GetRequiredService<Directory>().Connected.GetValueOrDefault(accountId);

    public async Task AnnounceAsync(string platformUrl)
    {
        var bus = _app.Services.GetRequiredService<IBus>();
        await bus.Publish(Announcement(OAuthPlatform, new CredentialScheme
        {
            Kind = CredentialKinds.OAuth2,
            OAuth2 = new OAuth2Scheme
            {
                AuthorizeUrl = platformUrl + "/authorize",
                TokenUrl = platformUrl + "/token",
                RevokeUrl = platformUrl + "/revoke",
                Scopes = ["post.read", "post.write", "offline"],
            },
        }));
        await bus.Publish(Announcement(PagesPlatform, new CredentialScheme
        {
            Kind = CredentialKinds.OAuth2,
            Fields =
            [
                new CredentialField("api_key", "API key", Secret: true, Pattern: "key-[a-z0-9-]{8,64}"),
                new CredentialField("sender", "Sender", Secret: false, Required: false),
            ],
            OAuth2 = new OAuth2Scheme
            {
                AuthorizeUrl = platformUrl + "/authorize",
                TokenUrl = platformUrl + "/token",
                RevokeUrl = platformUrl + "/permissions",
                RevokeMethod = "DELETE",
                Scopes = ["pages_manage", "pages_show"],
                OptionalScopes = ["insights"],
                ScopeSeparator = ",",
                ClientAuthentication = "form",
                Issuer = "https://pagey.example",
                AuthorizeParameters = new Dictionary<string, string> { ["display"] = "page" },
                TokenParameters = new Dictionary<string, string> { ["continuous"] = "true" },
                Exchange = new TokenTrade
                {
                    Url = platformUrl + "/exchange",
                    GrantType = "long_exchange",
                    TokenParameter = "exchange_token",
                    ClientParameters = ["client_id", "client_secret"],
                },
                Renewal = new TokenTrade { Url = platformUrl + "/exchange", GrantType = "long_refresh", TokenParameter = "access_token" },
            },
        }));
        await bus.Publish(Announcement(FieldsPlatform, new CredentialScheme
        {
            Kind = CredentialKinds.Fields,
            Fields =
            [
                new CredentialField("api_key", "API key", Secret: true, Pattern: "key-[a-z0-9-]{8,64}", Hint: "starts with key-"),
                new CredentialField("region", "Region", Secret: false, Pattern: "eu|us"),
            ],
        }));
    }

    /// <summary>Waits for an event about the account.</summary>
    public async Task<bool> HeardAsync(string message, Guid accountId)
    {
        var directory = _app.Services.GetRequiredService<Directory>();
        await Eventually.BecomesTrueAsync(() => directory.Events.Contains((message, accountId)), TimeSpan.FromSeconds(60));
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static PublisherAnnounced Announcement(string platform, CredentialScheme scheme) => new()
    {
        Platform = platform,
        DisplayName = platform.ToUpperInvariant(),
        Version = "1.0.0",
        InstanceId = Guid.CreateVersion7(),
        At = TimeProvider.System.GetUtcNow(),
        Capabilities = new PlatformCapabilities
        {
            Aliases = platform == OAuthPlatform ? ["t"] : [],
            ContentTypes = ["post"],
            Text = new TextRules { Counting = TextCounting.Utf16, MaxLength = 500 },
            Credentials = scheme,
        },
    };

    internal sealed class Directory(Func<string, HttpClient> workerClient)
    {
        public Func<CredentialLeaseResponse, AccountsDiscovered>? Answer { get; set; }

        public ConcurrentQueue<(string Message, Guid AccountId)> Events { get; } = new();

        public Func<DiscoverAccounts, IReadOnlyList<AccountToken>>? AccountTokens { get; set; }

        public DiscoverAccounts? Asked { get; private set; }

        public ConcurrentDictionary<Guid, AccountConnected> Connected { get; } = new();

        public async Task<AccountsDiscovered> FindAsync(DiscoverAccounts question)
        {
            Asked = question;
            using var client = workerClient("publisher." + question.Platform);
            using var answer = await client.PostAsJsonAsync(
                $"/internal/credentials/{question.ConnectionId}/lease",
                new LeaseCredentialRequest(question.Platform, question.WorkspaceId),
                StrictJson.Options);
            if (!answer.IsSuccessStatusCode)
            {
                return new AccountsDiscovered { Category = FailureCategories.Unauthorized, Detail = "no usable credential" };
            }

            var lease = (await answer.Content.ReadFromJsonAsync<CredentialLeaseResponse>(StrictJson.Options))!;
            if (AccountTokens?.Invoke(question) is { } tokens)
            {
                using var kept = await client.PostAsync(
                    $"/internal/credentials/{question.ConnectionId}/account-tokens",
                    new KeepAccountTokensRequest(question.Platform, question.WorkspaceId, tokens));
                kept.EnsureSuccessStatusCode();
            }

            return Answer?.Invoke(lease) ?? new AccountsDiscovered
            {
                Accounts = [new DiscoveredAccount("ext-1", "First account", Attributes: new Dictionary<string, string> { ["guild"] = "7" })],
            };
        }
    }

    private sealed class DiscoverAccountsConsumer(Directory directory) : IConsumer<DiscoverAccounts>
    {
        public async Task Consume(ConsumeContext<DiscoverAccounts> context) =>
            await context.RespondAsync(await directory.FindAsync(context.Message));
    }

    private sealed class AccountEventsConsumer(Directory directory) :
        IConsumer<AccountConnected>, IConsumer<AccountDisconnected>, IConsumer<AccountNeedsAttention>
    {
        public Task Consume(ConsumeContext<AccountConnected> context)
        {
            directory.Connected[context.Message.AccountId] = context.Message;
            return Keep(nameof(AccountConnected), context.Message.AccountId);
        }

        public Task Consume(ConsumeContext<AccountDisconnected> context) => Keep(nameof(AccountDisconnected), context.Message.AccountId);

        public Task Consume(ConsumeContext<AccountNeedsAttention> context) => Keep(nameof(AccountNeedsAttention), context.Message.AccountId);

        private Task Keep(string message, Guid accountId)
        {
            directory.Events.Enqueue((message, accountId));
            return Task.CompletedTask;
        }
    }
}
