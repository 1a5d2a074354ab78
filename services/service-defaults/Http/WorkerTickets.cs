using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.ServiceDefaults.Http;

/// <summary>
/// The ticket of a worker: fetched from auth with the worker's own secret, kept until shortly before it ends.
/// </summary>
internal sealed class WorkerTickets(IConfiguration configuration, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HttpClient _auth = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        BaseAddress = new Uri(configuration["ServiceUrls:auth"] ?? "http://auth:8080"),
        Timeout = TimeSpan.FromSeconds(5),
    };

    private string? _ticket;
    private DateTimeOffset _renewAt;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_ticket is { } ticket && time.GetUtcNow() < _renewAt)
        {
            return ticket;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return _ticket is { } renewed && time.GetUtcNow() < _renewAt ? renewed : await FetchAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The called service did not know it: fetch another one next time.</summary>
    public void Drop(string ticket)
    {
        if (_ticket == ticket)
        {
            _renewAt = default;
        }
    }

    public void Dispose()
    {
        _auth.Dispose();
        _one.Dispose();
    }

    private async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var request = new ServiceTokenRequest(
            configuration["ServiceIdentity:Name"] ?? "", configuration["ServiceIdentity:Secret"] ?? "");
        using var answer = await _auth.PostAsJsonAsync("/internal/tokens/service", request, PeerJson.Options, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<ServiceTokenResponse>(PeerJson.Options, cancellationToken))!;
        _renewAt = time.GetUtcNow() + TimeSpan.FromSeconds(token.ExpiresIn * 0.7);
        return _ticket = token.Token;
    }
}

internal sealed class WorkerTicketHandler(WorkerTickets tickets) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var ticket = await tickets.GetAsync(cancellationToken);
        request.Headers.Add(InternalTickets.Header, ticket);
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            tickets.Drop(ticket);
        }

        return answer;
    }
}
