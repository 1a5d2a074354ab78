using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record UploadRequest(string? MediaType, long? TotalBytes, string? MediaCategory, bool? Shared, string[]? AdditionalOwners);

internal sealed record MetadataRequest(string? Id, MetadataFields? Metadata);

internal sealed record MetadataFields(MetadataText? AltText);

internal sealed record MetadataText(string? Text);

/// <summary>A file that was announced, and what has come of it. Only lengths are kept.</summary>
internal sealed class TweetUpload(string id, string handle, string category, long expected)
{
    private int _looks;

    public string Id => id;
    public string Handle => handle;
    public string Category => category;
    public long Expected => expected;
    public ConcurrentDictionary<int, long> Parts { get; } = [];
    public bool IsFinal { get; set; }
    public string? AltText { get; set; }
    public long Size => Parts.Values.Sum();

    /// <summary>A video is ready after it was looked at twice.</summary>
    public bool IsReady => IsFinal && (category != TweetUploads.Video || _looks > 1);

    public void Look() => Interlocked.Increment(ref _looks);
}

/// <summary>Pictures, GIFs and videos: announced, brought in parts, finished, and looked at.</summary>
internal sealed class TweetUploads(TwitterGrants grants, Snowflakes ids)
{
    public const string Video = "tweet_video";
    private const string Picture = "tweet_image";
    private const long ExpiresAt = 1_900_000_000;
    private const int LargestBody = 64 * 1024;
    private const int LongestAltText = 1000;
    private const int MostParts = 1000;
    private const long LargestPart = 5L * 1024 * 1024;

    private static readonly TwitterProblem Unknown = TwitterProblem.Invalid("Your media IDs are invalid.", "media_ids", "");

    private static readonly Dictionary<string, (string[] Types, long Bytes)> Categories = new(StringComparer.Ordinal)
    {
        [Picture] = (["image/jpeg", "image/png", "image/webp"], 5L * 1024 * 1024),
        ["tweet_gif"] = (["image/gif"], 15L * 1024 * 1024),
        [Video] = (["video/mp4", "video/quicktime"], 512L * 1024 * 1024),
    };

    private readonly ConcurrentDictionary<string, TweetUpload> _uploads = new(StringComparer.Ordinal);

    public Task InitializeAsync(HttpContext context) => ForAsync(context, async grant =>
    {
        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body
            || RequestBody.Parse(body, SandboxJson.Default.UploadRequest) is not { MediaCategory: { } category, TotalBytes: > 0 and var bytes } request
            || !Categories.TryGetValue(category, out var rules) || !rules.Types.Contains(request.MediaType) || bytes > rules.Bytes)
        {
            return TwitterProblem.Invalid("media_type, total_bytes and media_category do not go together");
        }

        var upload = new TweetUpload(ids.Next().ToString(CultureInfo.InvariantCulture), grant.Handle, category, bytes);
        _uploads[upload.Id] = upload;
        await ShowAsync(context, upload);
        return null;
    });

    public Task AppendAsync(HttpContext context) => ForAsync(context, async grant =>
    {
        if (Of(context.Request.RouteValues["id"] as string, grant) is not { IsFinal: false } upload)
        {
            return Unknown;
        }

        if (!context.Request.HasFormContentType
            || await context.Request.ReadFormAsync(context.RequestAborted) is not { } form
            || !int.TryParse(form["segment_index"], NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part >= MostParts
            || form.Files["media"] is not { Length: > 0 and <= LargestPart } file)
        {
            return TwitterProblem.Invalid("media and segment_index are required", "media", "");
        }

        upload.Parts[part] = file.Length;
        await Answer.JsonAsync(context, StatusCodes.Status200OK, ExpiresAt, static (json, expires) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("data"u8);
            json.WriteNumber("expires_at"u8, expires);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return null;
    });

    public Task FinalizeAsync(HttpContext context) => ForAsync(context, async grant =>
    {
        if (Of(context.Request.RouteValues["id"] as string, grant) is not { } upload)
        {
            return Unknown;
        }

        upload.IsFinal = upload.Size == upload.Expected && Enumerable.Range(0, upload.Parts.Count).All(upload.Parts.ContainsKey);
        if (!upload.IsFinal)
        {
            return TwitterProblem.Invalid($"{upload.Size} of {upload.Expected} bytes were uploaded");
        }

        await ShowAsync(context, upload);
        return null;
    });

    public Task LookAsync(HttpContext context) => ForAsync(context, async grant =>
    {
        if (context.Request.Query["command"] != "STATUS" || Of(context.Request.Query["media_id"], grant) is not { } upload)
        {
            return Unknown;
        }

        upload.Look();
        await ShowAsync(context, upload);
        return null;
    });

    public Task DescribeAsync(HttpContext context) => ForAsync(context, async grant =>
    {
        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body
            || RequestBody.Parse(body, SandboxJson.Default.MetadataRequest) is not { Metadata.AltText.Text: { Length: > 0 and <= LongestAltText } text } request
            || Of(request.Id, grant) is not { } upload)
        {
            return TwitterProblem.Invalid("id and metadata.alt_text.text (up to 1000 characters) are required");
        }

        upload.AltText = text;
        await ShowAsync(context, upload);
        return null;
    });

    /// <summary>May this user post with these files now? Four pictures at the most, or one of the others.</summary>
    public bool MayBePosted(TweetMedia media, Grant grant)
    {
        var files = (media.MediaIds ?? []).Select(id => Of(id, grant)).ToList();
        return files.Count is > 0 and <= 4 && files.All(file => file is { IsReady: true })
            && (files.Count == 1 || files.All(file => file!.Category == Picture));
    }

    private TweetUpload? Of(string? id, Grant grant) =>
        id is not null && _uploads.TryGetValue(id, out var upload) && upload.Handle == grant.Handle ? upload : null;

    private async Task ForAsync(HttpContext context, Func<Grant, Task<TwitterProblem?>> act)
    {
        var problem = Bearer.Find(context.Request, grants) switch
        {
            null => TwitterProblem.Unauthorized,
            var grant when !grant.Allows("media.write") => TwitterProblem.MissingScope,
            var grant => await act(grant),
        };
        await (problem?.WriteAsync(context) ?? Task.CompletedTask);
    }

    private static Task ShowAsync(HttpContext context, TweetUpload upload) =>
        Answer.JsonAsync(context, StatusCodes.Status200OK, upload, static (json, shown) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("data"u8);
            json.WriteString("id"u8, shown.Id);
            json.WriteString("media_key"u8, "3_" + shown.Id);
            json.WriteNumber("expires_after_secs"u8, 86_400);
            if (shown.IsFinal)
            {
                json.WriteNumber("size"u8, shown.Size);
            }

            if (shown is { IsFinal: true, Category: Video })
            {
                json.WriteStartObject("processing_info"u8);
                json.WriteString("state"u8, shown.IsReady ? "succeeded"u8 : "in_progress"u8);
                json.WriteNumber("check_after_secs"u8, 1);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
}
