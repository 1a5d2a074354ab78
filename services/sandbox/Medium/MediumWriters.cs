using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Medium;

internal sealed record StoryRequest(
    [property: JsonPropertyName("title")] string? Title,
    [property: JsonPropertyName("contentFormat")] string? ContentFormat,
    [property: JsonPropertyName("content")] string? Content,
    [property: JsonPropertyName("tags")] string?[]? Tags,
    [property: JsonPropertyName("canonicalUrl")] string? CanonicalUrl,
    [property: JsonPropertyName("publishStatus")] string? PublishStatus,
    [property: JsonPropertyName("license")] string? License,
    [property: JsonPropertyName("notifyFollowers")] bool? NotifyFollowers);

internal sealed record WriterRequest(string? Name, bool WithPublication = false);

/// <summary>Somebody with an integration token, and with a publication where there is one.</summary>
internal sealed record MediumWriter(string Kind, string Token, string Id, string Name, string? PublicationId)
{
    public const string Created = "medium_writer_created";
}

internal sealed class MediumWriters : IRemembered
{
    private const string Bearer = "Bearer ";

    private static readonly MediumWriter Preset = new(
        MediumWriter.Created, "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0", "5a4db0c0", "sandbox-medium", PublicationId: null);

    private readonly ConcurrentDictionary<string, MediumWriter> byToken = new(StringComparer.Ordinal);
    private readonly SandboxFiles files;

    public MediumWriters(SandboxFiles files)
    {
        this.files = files;
        byToken[Preset.Token] = Preset;
    }

    public MediumWriter? Find(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? byToken.GetValueOrDefault(header[Bearer.Length..].Trim())
            : null;

    /// <summary>The one of that name, who exists as soon as somebody allows something for them.</summary>
    public MediumWriter Of(string name) => byToken.Values.FirstOrDefault(writer => writer.Name == name) ?? Create(name, withPublication: false);

    public MediumWriter Create(string name, bool withPublication)
    {
        var writer = new MediumWriter(
            MediumWriter.Created,
            RandomNumberGenerator.GetHexString(64, lowercase: true),
            RandomNumberGenerator.GetHexString(12, lowercase: true),
            name,
            withPublication ? RandomNumberGenerator.GetHexString(12, lowercase: true) : null);
        byToken[writer.Token] = writer;
        files.Remember(writer, SandboxJson.Default.MediumWriter);
        return writer;
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind == MediumWriter.Created && line.Deserialize(SandboxJson.Default.MediumWriter) is { } writer)
        {
            byToken[writer.Token] = writer;
        }
    }
}
