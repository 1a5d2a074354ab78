using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.ServiceDefaults.Audit;

/// <summary>Reports to auth, which keeps the audit log.</summary>
internal sealed class DenialClient(HttpClient http)
{
    public const string Path = "/internal/audit/denials";

    public async Task SendAsync(ReportDenialsRequest report, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(Path, report, PeerJson.Options, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>A client by the factory lives as long as its request, the reports as long as the process.</summary>
internal sealed class DenialsToAuth(IServiceProvider services) : IDenialSink
{
    public Task KeepAsync(ReportDenialsRequest report, CancellationToken cancellationToken) =>
        ((DenialClient)services.GetService(typeof(DenialClient))!).SendAsync(report, cancellationToken);
}
