using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Vault;

/// <summary>
/// <c>auth keys [add|primary|disable|remove ID | wait]</c>: what the key rotation of the runbook is done with. Every step looks
/// whether the one before has come through everywhere.
/// </summary>
internal sealed class KeysCommand(KeyReports reports, IOptions<VaultOptions> options, TimeProvider clock, TextWriter output)
{
    public const string Name = "keys";

    private const int Done = 0;
    private const int Refused = 1;
    private const int Misused = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Readable = new(PeerJson.Options) { WriteIndented = true };

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        try
        {
            return await ActivatorUtilities.CreateInstance<KeysCommand>(services, Console.Out).RunAsync(arguments);
        }
        catch (Exception refused) when (refused is VaultKeySetException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return Refused;
        }
    }

    private async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                await WriteAsync(await reports.ReadAsync(CancellationToken.None));
                return Done;
            case ["wait"]:
                return await WaitAsync();
            case ["add", var id]:
                return await ChangeAsync(edit => edit.Add(id), _ => null);
            case ["primary", var id]:
                return await ChangeAsync(
                    edit => edit.MakePrimary(id),
                    report => report.IsHeldByAll ? null : "Not every running process holds the keys of this file yet: run `keys wait` first.");
            case ["disable", var id]:
                return await ChangeAsync(edit => edit.Disable(id), report => WhyInUse(report, id));
            case ["remove", var id]:
                return await ChangeAsync(edit => edit.Remove(id), report => WhyInUse(report, id));
            default:
                await output.WriteLineAsync("keys [add ID | primary ID | disable ID | remove ID | wait]");
                return Misused;
        }
    }

    private static string? WhyInUse(KeyReport report, string id) => report.Keys.FirstOrDefault(key => key.Id == id) switch
    {
        { Secrets: > 0 } key => $"Key '{id}' still seals {key.Secrets} secrets: run `keys wait` first.",
        { ShortLivedSecrets: > 0 } key =>
            $"Key '{id}' still seals {key.ShortLivedSecrets} secrets of connections in the making, which are gone within the hour.",
        _ => null,
    };

    private async Task<int> ChangeAsync(Action<KeySetEdit> change, Func<KeyReport, string?> refusal)
    {
        if (string.IsNullOrWhiteSpace(options.Value.KeySetFile))
        {
            if (!string.IsNullOrWhiteSpace(options.Value.KeySetUrl))
            {
                throw new VaultKeySetException("The key set is kept by the service at Vault:KeySetUrl: change it there, then run `keys wait`.");
            }

            throw new VaultKeySetException($"The key comes from {EnvironmentKey.Variable}; only a key set file (Vault:KeySetFile) can be changed.");
        }

        if (refusal(await reports.ReadAsync(CancellationToken.None)) is { } reason)
        {
            throw new VaultKeySetException(reason);
        }

        var edit = new KeySetEdit(options.Value.KeySetFile);
        change(edit);
        edit.Save();
        await output.WriteLineAsync($"The key set is changed; its primary key is {edit.Primary}. Run `keys wait`.");
        return Done;
    }

    private async Task<int> WaitAsync()
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var report = await reports.ReadAsync(CancellationToken.None);
            if (report.IsSettled || clock.GetElapsedTime(started) > LongestWait)
            {
                await WriteAsync(report);
                return report.IsSettled ? Done : Refused;
            }

            await Task.Delay(PollInterval, clock);
        }
    }

    private Task WriteAsync(KeyReport report) => output.WriteLineAsync(JsonSerializer.Serialize(report, Readable));
}
