using System.Text.Json;

namespace ContentMultiplier.Local.Demo;

/// <summary>The first user with an API key and a sandbox account of every platform, so that the first post needs no preparation.</summary>
public sealed class DemoWorkspace(Uri gateway, string dataFolder, Action<string> progress, TimeProvider clock)
{
    public const string Email = "demo@localhost";
    private static readonly string[] Scopes = ["posts:write", "publish", "credentials:write", "webhooks:write", "read"];
    private static readonly TimeSpan AnnouncementDeadline = TimeSpan.FromSeconds(40);

    /// <summary>Makes what is missing of it; <paramref name="platforms"/> is empty without the sandbox.</summary>
    public async Task<string> EnsureAsync(Secrets secrets, IReadOnlyList<string> platforms, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(20) };
        var api = new DemoApi(http);

        if (secrets.DemoApiKey is not { } key)
        {
            await api.RegisterAsync(Email, secrets.DemoPassword, "Demo", cancellationToken);
            await api.SignInAsync(Email, secrets.DemoPassword, cancellationToken);
            key = await api.CreateApiKeyAsync("demo", Scopes, cancellationToken);
            await (secrets with { DemoApiKey = key }).SaveAsync(dataFolder, cancellationToken);
        }

        await api.SignInAsync(Email, secrets.DemoPassword, cancellationToken);
        var connected = await api.AccountsAsync(cancellationToken);
        foreach (var platform in platforms.Where(platform => !connected.Contains((platform, AccountOf(platform)))))
        {
            await ConnectAsync(api, platform, cancellationToken);
        }

        return key;
    }

    private static string AccountOf(string platform) => "sandbox-" + platform;

    private async Task ConnectAsync(DemoApi api, string platform, CancellationToken cancellationToken)
    {
        var fields = await FieldsOfAsync(platform, cancellationToken);
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await (fields is null
                    ? api.ConnectByConsentAsync(platform, AccountOf(platform), cancellationToken)
                    : api.ConnectByFieldsAsync(platform, fields, cancellationToken));
                progress($"Connected {AccountOf(platform)}");
                return;
            }
            catch (HttpRequestException refusal)
            {
                // The platform is unknown until its worker has announced it, which it does at its start and every 30 s.
                if (clock.GetElapsedTime(started) > AnnouncementDeadline)
                {
                    progress($"No sandbox account of {platform} could be connected: {refusal.Message}");
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancellationToken);
            }
        }
    }

    /// <summary>What a person would type into the form of a platform without OAuth; null for one with it.</summary>
    private static async Task<IReadOnlyDictionary<string, string>?> FieldsOfAsync(string platform, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Repository.Root, "deploy", "local", "Demo", "sandbox-accounts.json");
        var accounts = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(
            await File.ReadAllTextAsync(file, cancellationToken))!;
        return accounts.GetValueOrDefault(platform);
    }
}
