using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>One accepted create, as the file of the platforms' stand-in tells it.</summary>
public sealed record SandboxPost(string Platform, string Account, string Id, string Text, string? ReplyTo, DateTimeOffset At)
{
    /// <summary>Told by the platform itself; the file of what was accepted knows no later life.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What only its platform has, such as the subject of a campaign.</summary>
    public JsonElement? Detail { get; init; }
}

/// <summary>An incoming webhook of the stand-in.</summary>
public sealed record SandboxWebhook(string Id, string Url);

public sealed record SandboxBot(string Id, string Token, string ChannelId)
{
    /// <summary>What it is connected with.</summary>
    public Dictionary<string, string> Fields => new() { ["bot_token"] = Token, ["channel_id"] = ChannelId };
}

/// <summary>The platforms' stand-in from its other side: makes accounts, misbehaves on request, and is the judge of what was posted.</summary>
public sealed class SandboxControl(Uri address, string file) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public async Task<SandboxWebhook> CreateWebhookAsync(string name)
    {
        using var answer = await _http.PostAsJsonAsync("/_sandbox/discord/webhooks", new { name });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<SandboxWebhook>(PublicJson.Options))!;
    }

    /// <summary>As somebody does it in Discord's settings.</summary>
    public async Task RemoveWebhookAsync(SandboxWebhook webhook)
    {
        var path = new Uri(webhook.Url).AbsolutePath.Replace("/api/", "/discord/api/v10/", StringComparison.Ordinal);
        using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A bot of the stand-in, with one channel.</summary>
    public async Task<SandboxBot> CreateBotAsync(string name)
    {
        using var answer = await _http.PostAsJsonAsync("/_sandbox/discord/bots", new { name });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<SandboxBot>(PublicJson.Options))!;
    }

    /// <summary>Makes something of a platform, such as <c>wordpress/sites</c>, as the stand-in's README describes.</summary>
    public async Task<JsonElement> CreateAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync("/_sandbox/" + path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <param name="fault">As the stand-in's README describes: <c>new { platform, kind, … }</c>.</param>
    public async Task AddFaultAsync(object fault)
    {
        using var answer = await _http.PostAsJsonAsync("/_sandbox/faults", fault, PublicJson.Options);
        answer.EnsureSuccessStatusCode();
    }

    public async Task ClearFaultsAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("/_sandbox/faults", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What a user of X does on its page of connected apps.</summary>
    public async Task WithdrawConsentAsync(ConnectedAccount account)
    {
        using var answer = await _http.DeleteAsync(new Uri($"/_sandbox/twitter/tokens?handle={account.SandboxName}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What one account accepted, oldest first: cheaper to ask again and again than the file.</summary>
    public async Task<IReadOnlyList<SandboxPost>> PostsOfAsync(ConnectedAccount account)
    {
        var page = await _http.GetFromJsonAsync<JsonElement>($"/_sandbox/posts?limit=10000&platform={account.Platform}&account={account.SandboxName}");
        return [.. page.GetProperty("items").EnumerateArray().Select(post => new SandboxPost(
            account.Platform,
            account.SandboxName,
            post.GetProperty("id").GetString()!,
            post.GetProperty("text").GetString()!,
            post.GetProperty("reply_to").GetString(),
            post.GetProperty("received_at").GetDateTimeOffset())
        {
            DeletedAt = post.TryGetProperty("deleted_at", out var deleted) ? deleted.GetDateTimeOffset() : null,
        })];
    }

    /// <summary>Every token that the platforms ever gave out: what must show up nowhere.</summary>
    public async Task<IReadOnlyCollection<string>> ReadSecretsAsync()
    {
        await using var stream = new FileStream(file + ".state", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        return [.. text[..(text.LastIndexOf('\n') + 1)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .SelectMany(line => new[] { "token", "access_token", "refresh_token" }
                .Select(name => line.TryGetProperty(name, out var secret) ? secret.GetString() : null))
            .OfType<string>()
            .Where(secret => secret.Length > 0)
            .Distinct()];
    }

    /// <summary>Everything that any platform ever accepted, in that order.</summary>
    public async Task<IReadOnlyList<SandboxPost>> ReadPostsAsync()
    {
        if (!File.Exists(file))
        {
            return [];
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();

        // A line is a line when it has its end.
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<SandboxPost>(line, PublicJson.Options)!)];
    }

    public void Dispose() => _http.Dispose();
}
