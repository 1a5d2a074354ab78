using System.Diagnostics;
using System.Globalization;
using ContentMultiplier.Local;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests.Support;

/// <summary>The service as a process of its own, at a real address and with memory that nobody else uses.</summary>
internal sealed class MediaProcess : IDisposable
{
    private readonly Process _process;

    private MediaProcess(Process process, Uri address, HeaderPerRequest tickets)
    {
        _process = process;
        tickets.InnerHandler = new SocketsHttpHandler { UseProxy = false };
        Client = new HttpClient(tickets) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
    }

    /// <summary>A user of its workspace, a fresh one if none is named.</summary>
    public HttpClient Client { get; }

    /// <summary>The most that was ever resident.</summary>
    public long PeakBytes =>
        long.Parse(
            File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;

    /// <param name="settings">Beside those of the service; <c>{address}</c> stands for where this one is.</param>
    public static Task<MediaProcess> StartAsync(MediaFactory service, params (string Name, string Value)[] settings) =>
        StartAsync(service, Guid.CreateVersion7(), settings);

    public static async Task<MediaProcess> StartAsync(MediaFactory service, Guid workspaceId, params (string Name, string Value)[] settings)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        var start = new ProcessStartInfo("dotnet", [Repository.Assembly("services/media", "media")]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in service.Settings.Select(one => (one.Key, one.Value)).Concat(settings))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value.Replace("{address}", address, StringComparison.Ordinal);
        }

        start.Environment["ASPNETCORE_URLS"] = address;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        var media = new MediaProcess(process, new Uri(address), service.TicketsOf(workspaceId));
        await Eventually.BecomesTrueAsync(media.IsReadyAsync, TimeSpan.FromMinutes(3));
        return media;
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
