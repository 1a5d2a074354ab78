using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Sendgrid;

internal sealed record KeyRequest(string? Name, string[]? Scopes);

/// <summary>An API key of an account that goes by its name, and what it may do.</summary>
internal sealed record SendgridKey(string Kind, string Key, string Name, string[] Scopes)
{
    public const string Created = "sendgrid_key_created";

    public bool May(string scope) => Scopes.Contains(scope);
}

internal sealed class SendgridKeys : IRemembered
{
    private const string Bearer = "Bearer ";
    private static readonly string[] Usual = ["mail.send", "mail.batch.create", "mail.batch.read", "user.scheduled_sends.create", "user.scheduled_sends.read"];

    private static readonly SendgridKey Preset = new(
        SendgridKey.Created, "SG.sandbox-sendgrid.sandbox-sendgrid-key-0123456789", "sandbox-sendgrid", Usual);

    private readonly ConcurrentDictionary<string, SendgridKey> keys = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;

    public SendgridKeys(SandboxFiles files)
    {
        this.files = files;
        keys[Preset.Key] = Preset;
    }

    public SendgridKey? Find(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var given = Encoding.UTF8.GetBytes(header[Bearer.Length..].Trim());
        return keys.Values.FirstOrDefault(key => CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(key.Key)));
    }

    public SendgridKey Create(string name, string[]? scopes)
    {
        var key = new SendgridKey(
            SendgridKey.Created, $"SG.{RandomNumberGenerator.GetHexString(22, lowercase: true)}.{RandomNumberGenerator.GetHexString(43, lowercase: true)}", name, scopes ?? Usual);
        keys[key.Key] = key;
        files.Remember(key, SandboxJson.Default.SendgridKey);
        return key;
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind == SendgridKey.Created && line.Deserialize(SandboxJson.Default.SendgridKey) is { } key)
        {
            keys[key.Key] = key;
        }
    }
}
