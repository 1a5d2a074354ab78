using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Local.Demo;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>A workspace with an API key and three accounts.</summary>
/// <param name="Targets">Ids of the accounts: X, Discord, Discord.</param>
internal sealed record Tenant(AuthenticationHeaderValue Key, IReadOnlyList<Guid> Targets);

/// <summary>Several workspaces, so that no single account is what limits.</summary>
internal sealed class Tenants
{
    /// <summary>Two sign-ins each: more would meet auth's limit for one address.</summary>
    private const int Count = 10;

    private static readonly string[] Scopes = ["posts:write", "publish", "read"];
    private readonly Dictionary<string, int> _slots = [];
    private readonly List<Tenant> _all = [];

    private Tenants()
    {
    }

    public Tenant Of(int post) => _all[post % _all.Count];

    /// <summary>Which of a post's three targets an account of the sandbox is; -1 when it is none.</summary>
    public int SlotOf(string account) => _slots.GetValueOrDefault(account, -1);

    public static async Task<Tenants> CreateAsync(Uri gateway, Uri sandbox, string password, CancellationToken cancellationToken)
    {
        var tenants = new Tenants();
        using var platforms = new HttpClient { BaseAddress = sandbox };
        for (var i = 0; i < Count; i++)
        {
            await tenants.AddAsync($"bench{i}", gateway, platforms, password, cancellationToken);
        }

        return tenants;
    }

    private async Task AddAsync(string name, Uri gateway, HttpClient platforms, string password, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        var api = new DemoApi(http);
        await api.RegisterAsync($"{name}@localhost", password, name, cancellationToken);
        await api.SignInAsync($"{name}@localhost", password, cancellationToken);
        var key = await api.CreateApiKeyAsync(name, Scopes, cancellationToken);

        await api.ConnectByConsentAsync("twitter", name, cancellationToken);
        _slots[name] = 0;
        for (var webhook = 1; webhook <= 2; webhook++)
        {
            using var answer = await platforms.PostAsJsonAsync("/_sandbox/discord/webhooks", new { name = $"{name}-{webhook}" }, cancellationToken);
            var created = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            var fields = new Dictionary<string, string> { ["webhook_url"] = created.GetProperty("url").GetString()! };
            await api.ConnectByFieldsAsync("discord", fields, cancellationToken);
            _slots[created.GetProperty("id").GetString()!] = webhook;
        }

        var accounts = (await http.GetFromJsonAsync<JsonElement>("/api/publishing/credentials", cancellationToken)).GetProperty("items");
        _all.Add(new Tenant(
            new AuthenticationHeaderValue("Bearer", key),
            [.. accounts.EnumerateArray().OrderByDescending(account => account.GetProperty("platform").GetString(), StringComparer.Ordinal).Select(IdOf)]));
    }

    private static Guid IdOf(JsonElement account) =>
        (account.TryGetProperty("account_id", out var id) ? id : account.GetProperty("id")).GetGuid();
}
