using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>Auth's routes for workers: one credential for every account, and another one when it is refused.</summary>
public sealed class CredentialStandIn : HttpMessageHandler
{
    private int _leases;

    public CredentialLeaseResponse Lease { get; set; } = new() { Version = 1, AccessToken = "access-token-number-one" };

    /// <summary>What a refused version is replaced by; null when it cannot be refreshed.</summary>
    public CredentialLeaseResponse? Refreshed { get; set; }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public int Leases => _leases;

    /// <summary>What a directory said single accounts have of their own.</summary>
    public KeepAccountTokensRequest? AccountTokens { get; private set; }

    public Func<Task> Pause { get; set; } = () => Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("/account-tokens", StringComparison.Ordinal))
        {
            AccountTokens = await request.Content!.ReadFromJsonAsync<KeepAccountTokensRequest>(StrictJson.Options, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        Interlocked.Increment(ref _leases);
        await Pause();
        if (Status != HttpStatusCode.OK)
        {
            return new HttpResponseMessage(Status);
        }

        var asked = (await request.Content!.ReadFromJsonAsync<LeaseCredentialRequest>(StrictJson.Options, cancellationToken))!;
        if (asked.RejectedVersion == Lease.Version && Refreshed is not null)
        {
            Lease = Refreshed;
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(Lease, options: StrictJson.Options) };
    }
}
