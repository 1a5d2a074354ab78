using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>A platform's token and revocation endpoints. It remembers what it was asked and answers as it is told.</summary>
internal sealed class StubPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _tokenRequests = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _trades = new();
    private readonly ConcurrentQueue<string> _revoked = new();
    private int _issued;

    private StubPlatform(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public IReadOnlyList<IReadOnlyDictionary<string, string>> TokenRequests => [.. _tokenRequests];

    /// <summary>What tokens were traded for longer-lived ones with.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Trades => [.. _trades];

    public IReadOnlyList<string> Revoked => [.. _revoked];

    /// <summary>What the token endpoint answers; the next pair of tokens unless a test says otherwise.</summary>
    public Func<IReadOnlyDictionary<string, string>, Task<IResult>>? Answer { get; set; }

    public static async Task<StubPlatform> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var platform = new StubPlatform(builder.Build());
        platform._app.MapPost("/token", platform.TokenAsync);
        platform._app.MapPost("/revoke", platform.RevokeAsync);
        platform._app.MapGet("/exchange", platform.Trade);
        platform._app.MapDelete("/permissions", platform.EndConsent);
        await platform._app.StartAsync();
        return platform;
    }

    /// <summary>What the trade of a token for a longer-lived one answers.</summary>
    public Func<IReadOnlyDictionary<string, string>, IResult>? TradeAnswer { get; set; }

    public void Reset()
    {
        TradeAnswer = null;
        _trades.Clear();
        Answer = null;
        _tokenRequests.Clear();
        _revoked.Clear();
    }

    public IResult Tokens(bool withRefreshToken = true, int expiresIn = 7200)
    {
        var number = Interlocked.Increment(ref _issued);
        var answer = new Dictionary<string, object>
        {
            ["token_type"] = "bearer",
            ["access_token"] = $"access-secret-{number}",
            ["expires_in"] = expiresIn,
            ["scope"] = "post.read post.write offline",
        };
        if (withRefreshToken)
        {
            answer["refresh_token"] = $"refresh-secret-{number}";
        }

        return Results.Json(answer);
    }

    public static IResult Refusal(string error) => Results.Json(new { error, error_description = "no" }, statusCode: 400);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await FormOfAsync(request);
        _tokenRequests.Enqueue(form);
        return Answer is { } answer ? await answer(form) : Tokens();
    }

    private IResult Trade(HttpRequest request)
    {
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        _trades.Enqueue(query);
        return TradeAnswer is { } answer
            ? answer(query)
            : Results.Json(new { access_token = $"long-secret-{Interlocked.Increment(ref _issued)}", expires_in = 5_184_000 });
    }

    private IResult EndConsent(HttpRequest request)
    {
        _revoked.Enqueue(request.Headers.Authorization.ToString());
        return Results.Json(new { success = true });
    }

    private async Task<IResult> RevokeAsync(HttpRequest request)
    {
        _revoked.Enqueue((await FormOfAsync(request))["token"]);
        return Results.Ok();
    }

    private static async Task<IReadOnlyDictionary<string, string>> FormOfAsync(HttpRequest request)
    {
        var form = (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        form["authorization"] = request.Headers.Authorization.ToString();
        return form;
    }
}
