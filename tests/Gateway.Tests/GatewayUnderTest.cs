using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>The gateway as it is shipped, listening on a port of its own, in front of stand-ins for the services.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string Key = "cm_live_abcdefgh_0123456789ABCDEFGHIJKLMNOPQRSTUV_c0ffee";

    private readonly WebApplication _app;
    private readonly RequestsUnderWay _underWay;

    private GatewayUnderTest(WebApplication app, StubService auth, StubService posts, StubService results, FakeTimeProvider clock, RequestsUnderWay underWay)
    {
        _app = app;
        (Auth, Posts, Results, Clock, _underWay) = (auth, posts, results, clock, underWay);
        Auth.Answer = AnswerExchangeAsync;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public StubService Auth { get; }
    public StubService Posts { get; }
    public StubService Results { get; }
    public FakeTimeProvider Clock { get; }
    public HttpClient Http { get; }

    /// <summary>What auth says of a credential: null for one it does not know.</summary>
    public Func<TokenExchangeRequest, TokenExchangeResponse?> Known { get; set; } = _ => UserWith(Policies.Scopes);

    public static TokenExchangeResponse UserWith(params string[] scopes) =>
        new(Guid.Parse("01900000-0000-7000-8000-000000000001"), Guid.Parse("01900000-0000-7000-8000-000000000002"), "owner", scopes, null);

    public static async Task<GatewayUnderTest> StartAsync(params string[] settings)
    {
        var clock = new FakeTimeProvider();
        var keyRing = new KeyRingInMemory();
        var auth = await StubService.StartAsync("auth", clock, keyRing);
        var posts = await StubService.StartAsync("posts", clock, keyRing);
        var results = await StubService.StartAsync("results", clock, keyRing);

        string[] args =
        [
            "--urls=http://127.0.0.1:0", $"--ServiceUrls:auth={auth.Address}",
            .. AddressOf("auth", auth.Address), .. AddressOf("posts", posts.Address), .. AddressOf("results", results.Address),
            .. AddressOf("scheduler", "http://127.0.0.1:1/"), .. AddressOf("media", "http://127.0.0.1:1/"), .. AddressOf("webhooks", "http://127.0.0.1:1/"),
            .. settings,
        ];
        var underWay = new RequestsUnderWay();
        var app = GatewayApplication.Build(args, builder =>
        {
            builder.Services.AddSingleton<IStartupFilter>(underWay);
            builder.Services.AddSingleton<TimeProvider>(clock);
            keyRing.AddTo(builder.Services);
        });
        await app.StartAsync();
        return new GatewayUnderTest(app, auth, posts, results, clock, underWay);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? credential = Key) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), credential);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? credential = Key)
    {
        if (credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public int Exchanges => Auth.Requests.Count(request => request.Target == "/internal/tokens/exchange");

    /// <summary>The gateway is still at work on a request whose answer has arrived.</summary>
    public Task UntilIdleAsync() => Eventually.BecomesTrueAsync(() => _underWay.Count == 0, TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Auth.DisposeAsync();
        await Posts.DisposeAsync();
        await Results.DisposeAsync();
    }

    private static string[] AddressOf(string cluster, string address) =>
        [$"--ReverseProxy:Clusters:{cluster}:Destinations:default:Address={address}"];

    private async Task AnswerExchangeAsync(HttpContext context)
    {
        if (context.Request.Path != "/internal/tokens/exchange")
        {
            await context.Response.WriteAsJsonAsync(new { ok = true });
            return;
        }

        if (!context.User.HasClaim(TicketClaims.Service, "gateway"))
        {
            await Problems.Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Sign in first.").ExecuteAsync(context);
            return;
        }

        var question = await context.Request.ReadFromJsonAsync<TokenExchangeRequest>(StrictJson.Options);
        if (Known(question!) is { } answer)
        {
            await context.Response.WriteAsJsonAsync(answer, StrictJson.Options);
        }
        else
        {
            await Problems.Problem(StatusCodes.Status401Unauthorized, "invalid_credential", "Unknown.").ExecuteAsync(context);
        }
    }
}

internal sealed class RequestsUnderWay : IStartupFilter
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, after) =>
        {
            Interlocked.Increment(ref _count);
            try
            {
                await after(context);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
        next(app);
    };
}

internal static class ProblemAssertions
{
    /// <summary>The document, after checking what every problem document of the API has.</summary>
    public static async Task<JsonElement> ReadProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);

        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:content-multiplier:" + code));
            Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo((int)status));
            Assert.That(problem.GetProperty("title").GetString(), Is.Not.Empty);
            Assert.That(problem.GetProperty("trace_id").GetString(), Is.Not.Empty);
        });
        return problem;
    }
}
