using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.ServiceDefaults.Health;

/// <summary>Asks this service's readiness from inside its container.</summary>
internal static class HealthCheckCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration)
    {
        var url = configuration["ASPNETCORE_URLS"] ?? configuration["URLS"] ?? "http://127.0.0.1:8080";
        var port = new Uri(url.Split(';')[0].Replace("+", "127.0.0.1", StringComparison.Ordinal).Replace("*", "127.0.0.1", StringComparison.Ordinal)).Port;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException)
        {
            return 1;
        }
    }
}
