using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContentMultiplier.Sandbox.Posts;

/// <summary>The file of posts and, beside it, the file of everything else that must outlive the process.</summary>
internal sealed class SandboxFiles(SandboxOptions options, TimeProvider time)
{
    private const string StateSuffix = ".state";

    private readonly JsonLinesFile? posts = options.File is { Length: > 0 } path ? new(path, time) : null;

    private readonly JsonLinesFile? state = options.File is { Length: > 0 } path ? new(path + StateSuffix, time) : null;

    public void Append(Post post) =>
        posts?.Append(JsonSerializer.SerializeToUtf8Bytes(PostLine.Of(post), FileJson.Readable.PostLine));

    public void Remember<T>(T line, JsonTypeInfo<T> type) => state?.Append(JsonSerializer.SerializeToUtf8Bytes(line, type));

    public IEnumerable<Post> ReadPosts() => (posts?.ReadAll() ?? [])
        .Select(line => Parse(line, SandboxJson.Default.PostLine)?.ToPost())
        .OfType<Post>();

    public IEnumerable<JsonElement> ReadState() => (state?.ReadAll() ?? [])
        .Select(line => Parse(line, SandboxJson.Default.JsonElement))
        .Where(line => line.ValueKind == JsonValueKind.Object);

    public Task WriteAsync(CancellationToken stopping) => posts is null || state is null
        ? Task.CompletedTask
        : Task.WhenAll(posts.WriteAsync(stopping), state.WriteAsync(stopping));

    private static T? Parse<T>(string line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>Stops last, after the server: what was answered is on disk when the process ends.</summary>
internal sealed class FileWriting(SandboxFiles files) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => files.WriteAsync(stoppingToken);
}

/// <summary>Something that is kept in the state file and put back from it.</summary>
internal interface IRemembered
{
    void Restore(string kind, JsonElement line);
}

internal static class SandboxMemory
{
    public static void Load(IServiceProvider services)
    {
        var files = services.GetRequiredService<SandboxFiles>();
        services.GetRequiredService<PostStore>().Load(files.ReadPosts());
        var remembered = services.GetServices<IRemembered>().ToArray();
        foreach (var line in files.ReadState())
        {
            if (line.TryGetProperty("kind", out var kind) && kind.GetString() is { } name)
            {
                Array.ForEach(remembered, item => item.Restore(name, line));
            }
        }
    }
}
