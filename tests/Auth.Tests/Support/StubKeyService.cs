using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>A secret store that hands out the key set to whoever has the token.</summary>
internal sealed class StubKeyService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private StubKeyService(WebApplication app)
    {
        _app = app;
        app.MapGet("/v1/secret/data/keys", (HttpRequest request) =>
        {
            Interlocked.Increment(ref _asked);
            return request.Headers.Authorization == $"Bearer {Token}" ? Answer() : Results.StatusCode(StatusCodes.Status403Forbidden);
        });
    }

    public string Token { get; } = "token-" + Guid.NewGuid().ToString("N");

    public string Url => _app.Urls.First() + "/v1/secret/data/keys";

    public int Asked => Volatile.Read(ref _asked);

    public Func<IResult> Answer { get; set; } = () => Of(KeySetFiles.Random());

    /// <summary>As HashiCorp Vault's store of keys and values has it.</summary>
    public static IResult Of(string keySet) =>
        Results.Text("""{"request_id":"1","data":{"metadata":{"version":1},"data":""" + keySet + "}}", "application/json");

    public static async Task<StubKeyService> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new StubKeyService(builder.Build());
        await service._app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
