using System.Net;
using System.Net.Http.Headers;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Links;

/// <summary>
/// Whether the world gets a file at the address that links begin with: one is opened as a platform would, from outside to
/// inside. What was found holds for a while, for every file has the same address.
/// </summary>
internal sealed class PublicAddress : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly LinkRows _links;
    private readonly MediaOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private (DateTimeOffset Until, string? Problem) _found;

    public PublicAddress(LinkRows links, IOptions<MediaOptions> options, IOptions<EgressOptions> egress, TimeProvider clock)
    {
        _links = links;
        _options = options.Value;
        _clock = clock;

        // A guard of its own: the address is the operator's, and no user is to be blamed for where it leads.
        var guard = new EgressGuard(egress);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = async (context, cancellationToken) => await guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
        });
    }

    /// <returns>Why this file cannot be fetched, and what to do; null when it can.</returns>
    public async Task<string?> ProblemWithAsync(Asset asset, CancellationToken cancellationToken)
    {
        if (!_options.CheckPublicUrl)
        {
            return null;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            var now = _clock.GetUtcNow();
            if (_found.Until <= now)
            {
                var failure = await FetchAsync(asset, now, cancellationToken);
                _found = failure is null ? (now + GoodFor, null) : (now + BadFor, Describe(failure));
            }

            return _found.Problem;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private string Describe(string failure) =>
        $"the platform fetches the file from {_options.PublicUrl.GetLeftPart(UriPartial.Authority)}, and a fetch from there just now {failure}; "
        + "make the gateway reachable there from the internet, or set Media__PublicUrl to the address at which it is "
        + "(Media__CheckPublicUrl=false where only this service cannot reach it)";

    /// <returns>What went wrong.</returns>
    private async Task<string?> FetchAsync(Asset asset, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var link = await _links.CreateAsync(asset, null, now + LinkLife, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.Range = new RangeHeaderValue(0, 0);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.Length == asset.Size ? null
                : answer.IsSuccessStatusCode ? "was answered, but not with the file"
                : $"was answered with HTTP {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"had no answer within {Limit.TotalSeconds:0} seconds";
        }
        catch (HttpRequestException failed)
        {
            return failed.InnerException is EgressDeniedException ? "led to no public address" : "found nobody there";
        }
    }
}
