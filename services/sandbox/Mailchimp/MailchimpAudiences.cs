using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

internal sealed record AudienceRequest(string? Name);

/// <summary>An account with one audience of its name, which has two tags and one template.</summary>
internal sealed record MailchimpAudience(string Kind, string Key, string Id, string Name)
{
    public const string Created = "mailchimp_audience_created";
    public const long Template = 77;

    public static readonly IReadOnlyDictionary<long, string> Tags = new Dictionary<long, string> { [5] = "Friends", [6] = "Customers" };
}

internal sealed class MailchimpAudiences : IRemembered
{
    private static readonly MailchimpAudience Preset = new(
        MailchimpAudience.Created, "0123456789abcdef0123456789abcdef-us1", "5a4db0c001", "sandbox-mailchimp");

    private readonly ConcurrentDictionary<string, MailchimpAudience> byKey = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;

    public MailchimpAudiences(SandboxFiles files)
    {
        this.files = files;
        byKey[Preset.Key] = Preset;
    }

    public MailchimpAudience? Find(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || header.Split(' ', 2) is not [var scheme, var value])
        {
            return null;
        }

        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return byKey.GetValueOrDefault(value);
        }

        var decoded = new byte[value.Length];
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(value, decoded, out var length)
            && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [_, var key]
                ? byKey.GetValueOrDefault(key)
                : null;
    }

    /// <summary>The one of that name, which exists as soon as it is named.</summary>
    public MailchimpAudience Of(string name) => byKey.Values.FirstOrDefault(audience => audience.Name == name) ?? Create(name);

    public MailchimpAudience Create(string name)
    {
        var audience = new MailchimpAudience(
            MailchimpAudience.Created, RandomNumberGenerator.GetHexString(32, lowercase: true) + "-us1", RandomNumberGenerator.GetHexString(10, lowercase: true), name);
        byKey[audience.Key] = audience;
        files.Remember(audience, SandboxJson.Default.MailchimpAudience);
        return audience;
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind == MailchimpAudience.Created && line.Deserialize(SandboxJson.Default.MailchimpAudience) is { } audience)
        {
            byKey[audience.Key] = audience;
        }
    }
}
