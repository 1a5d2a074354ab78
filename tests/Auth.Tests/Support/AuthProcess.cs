using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Local;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>The service as a process of its own, beside the one that a test has in itself, with the same settings.</summary>
internal sealed class AuthProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly AuthApp _app;
    private readonly (string Name, string Value)[] _settings;
    private volatile bool _isUp;
    private Process _process;
    private HttpClient _http;

    private AuthProcess(AuthApp app, (string Name, string Value)[] settings)
    {
        _app = app;
        _settings = settings;
        (_process, _http) = Start();
    }

    /// <summary>Whether it answers: not between being killed and standing again.</summary>
    public bool IsUp => _isUp;

    public static async Task<AuthProcess> StartAsync(AuthApp app, params (string Name, string Value)[] settings)
    {
        var process = new AuthProcess(app, settings);
        await process.WaitAsync();
        return process;
    }

    public async Task<HttpResponseMessage> LeaseAsync(Guid accountId, Guid workspaceId) => await _http.PostAsJsonAsync(
        $"/internal/credentials/{accountId}/lease", new LeaseCredentialRequest(StubWorker.OAuthPlatform, workspaceId), StrictJson.Options);

    /// <summary>As nobody can prepare for.</summary>
    public async Task KillAsync()
    {
        _isUp = false;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _http.Dispose();
        (_process, _http) = Start();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        _http.Dispose();
    }

    private (Process Process, HttpClient Http) Start()
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(TestContext.CurrentContext.TestDirectory, "auth.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in _app.Settings.Select(setting => (setting.Key, setting.Value)).Concat(_settings).Append(("ASPNETCORE_URLS", address)))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return (process, _app.WorkerClient("publisher." + StubWorker.OAuthPlatform, new Uri(address)));
    }

    private async Task WaitAsync()
    {
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var ready = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    return ready.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartDeadline);
        _isUp = true;
    }
}
