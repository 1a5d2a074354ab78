using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.Facebook;

/// <param name="edge">Where it began: <c>videos</c>, <c>video_reels</c> or <c>video_stories</c>.</param>
internal sealed class FacebookVideo(string id, string page, long size, string edge)
{
    private int looks;

    public string Id => id;

    public string Page => page;

    public long Size { get; set; } = size;

    public string Edge => edge;

    /// <summary>Comes up in one piece.</summary>
    public bool IsWhole => edge != FacebookVideos.Ordinary;

    public long Received { get; set; }

    public bool IsUploaded => Size > 0 && Received == Size;

    public bool IsFinished { get; set; }

    /// <summary>Processed when it was looked at twice.</summary>
    public bool Look() => IsFinished && Interlocked.Increment(ref looks) > 1;
}

/// <summary>Videos in parts, reels and stories in one piece; a phase that comes in the wrong place is refused.</summary>
internal sealed class FacebookVideos(FacebookPosts posts, OAuthGrants grants, TimeProvider time)
{
    public const string Ordinary = "videos";
    public const string Reels = "video_reels";
    public const string Stories = "video_stories";
    public const string UploadPath = "/facebook/upload-host/video-upload/";
    private const long ChunkSize = 1024 * 1024;
    private static readonly TimeSpan FurthestVideo = TimeSpan.FromDays(180);
    private static readonly TimeSpan FurthestReel = TimeSpan.FromDays(29);

    private readonly ConcurrentDictionary<string, FacebookVideo> videos = new(StringComparer.Ordinal);

    public FacebookVideo? Find(string? id) => id is null ? null : videos.GetValueOrDefault(id);

    public void Forget(string id) => videos.TryRemove(id, out _);

    public async Task ActAsync(HttpContext context, string edge)
    {
        var page = MetaRequest.IdOf(context);
        var form = await MetaRequest.ReadAsync(context);
        var token = grants.Find(context, form);
        var error = MetaRequest.FindMistake(context) ?? FacebookPeople.FindMistake(token, page, "pages_manage_posts") ?? form["upload_phase"].ToString() switch
        {
            "start" => await StartAsync(context, page, form, edge),
            "transfer" when edge == Ordinary => await TransferAsync(context, page, form),
            "finish" => await FinishAsync(context, page, form, token!, edge),
            _ => MetaError.Invalid("upload_phase must be one of start, transfer, finish, cancel"),
        };
        await (error?.WriteAsync(context) ?? Task.CompletedTask);
    }

    public async Task UploadWholeAsync(HttpContext context)
    {
        var video = Find(MetaRequest.IdOf(context));
        var headers = context.Request.Headers;
        var size = long.TryParse(headers["file_size"], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 0;
        var error = grants.Find(context.Request, "OAuth ") is null ? MetaError.Unauthorized
            : video is not { IsWhole: true } ? MetaError.NotVisible(MetaRequest.IdOf(context))
            : headers["offset"] != "0" || size <= 0 ? MetaError.Invalid("Headers offset and file_size are required")
            : null;
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        video!.Size = size;
        video.Received = await CountAsync(context.Request.Body, context.RequestAborted);
        await (video.IsUploaded
            ? Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["success"] = true })
            : MetaError.Invalid("The file is shorter than file_size").WriteAsync(context));
    }

    public static JsonObject Show(FacebookVideo video)
    {
        var isReady = video.Look();
        return new JsonObject
        {
            ["id"] = video.Id,
            ["permalink_url"] = video.Edge == Reels ? $"/reel/{video.Id}/" : $"/{video.Page}/videos/{video.Id}/",
            ["status"] = new JsonObject
            {
                ["video_status"] = isReady ? "ready" : video.IsFinished ? "processing" : video.IsUploaded ? "upload_complete" : "uploading",
                ["uploading_phase"] = Phase(video.IsUploaded ? "complete" : "in_progress"),
                ["processing_phase"] = Phase(isReady ? "complete" : video.IsFinished ? "in_progress" : "not_started"),
                ["publishing_phase"] = Phase(isReady ? "complete" : "not_started"),
            },
        };
    }

    private async Task<MetaError?> StartAsync(HttpContext context, string page, IFormCollection form, string edge)
    {
        var size = long.TryParse(form["file_size"], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 0;
        if (edge == Ordinary && size <= 0)
        {
            return MetaError.Invalid("The parameter file_size is required");
        }

        var video = new FacebookVideo(posts.Next(), page, size, edge);
        videos[video.Id] = video;
        var upload = $"{context.Request.Scheme}://{context.Request.Host}{UploadPath}{context.Request.RouteValues["version"]}/{video.Id}";
        await Answer.NodeAsync(context, StatusCodes.Status200OK, video.IsWhole
            ? new JsonObject { ["video_id"] = video.Id, ["upload_url"] = upload }
            : Offsets(video, new JsonObject { ["video_id"] = video.Id, ["upload_session_id"] = video.Id }));
        return null;
    }

    private async Task<MetaError?> TransferAsync(HttpContext context, string page, IFormCollection form)
    {
        if (Find(form["upload_session_id"]) is not { } video || video.Page != page || video.IsFinished)
        {
            return new MetaError(6001, "(#6001) There was a problem uploading your video. Please try again.", 1363041);
        }

        if (form.Files.GetFile("video_file_chunk") is not { } chunk
            || form["start_offset"] != video.Received.ToString(CultureInfo.InvariantCulture)
            || chunk.Length != Math.Min(ChunkSize, video.Size - video.Received))
        {
            return new MetaError(6001, "(#6001) There was a problem uploading your video. Please try again.", 1363037);
        }

        video.Received += chunk.Length;
        await Answer.NodeAsync(context, StatusCodes.Status200OK, Offsets(video, []));
        return null;
    }

    private async Task<MetaError?> FinishAsync(HttpContext context, string page, IFormCollection form, OAuthToken token, string edge)
    {
        var video = Find(form[edge == Ordinary ? "upload_session_id" : "video_id"]);
        if (video is null || video.Page != page || video.Edge != edge || !video.IsUploaded || video.IsFinished)
        {
            return new MetaError(6000, "(#6000) There was a problem uploading your video file. Please try again with another file.", 1363030);
        }

        var state = edge == Stories ? "published" : form["video_state"].ToString().ToLowerInvariant();
        var error = edge == Ordinary ? posts.StateOf(form, FurthestVideo, out state) : FindMistake(state, form);
        if (error is not null)
        {
            return error;
        }

        video.IsFinished = true;
        var detail = new FacebookDetail(state, IsVideo: true, Title: FacebookPosts.Text(form, "title"), Story: edge == Stories ? video.Id : null);
        var post = posts.Accept(edge == Stories ? posts.Next() : video.Id, token, time.GetUtcNow(), form["description"].ToString(), detail, form);
        await Answer.NodeAsync(context, StatusCodes.Status200OK, edge == Stories
            ? new JsonObject { ["success"] = true, ["post_id"] = long.Parse(post.Id, CultureInfo.InvariantCulture) }
            : new JsonObject { ["success"] = true });
        return null;
    }

    private MetaError? FindMistake(string state, IFormCollection form)
    {
        if (state is not ("published" or "draft" or "scheduled"))
        {
            return MetaError.Invalid("video_state must be one of PUBLISHED, DRAFT, SCHEDULED");
        }

        var now = time.GetUtcNow();
        return state != "scheduled"
            || (long.TryParse(form["scheduled_publish_time"], NumberStyles.None, CultureInfo.InvariantCulture, out var unix)
                && DateTimeOffset.FromUnixTimeSeconds(unix) is var at && at >= now.AddMinutes(9) && at <= now + FurthestReel)
                    ? null
                    : MetaError.Invalid("The specified scheduled publish time is invalid.", 1363032);
    }

    private static JsonObject Offsets(FacebookVideo video, JsonObject answer)
    {
        answer["start_offset"] = video.Received.ToString(CultureInfo.InvariantCulture);
        answer["end_offset"] = Math.Min(video.Received + ChunkSize, video.Size).ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    private static JsonObject Phase(string status) => new() { ["status"] = status };

    private static async Task<long> CountAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            length += read;
        }

        return length;
    }
}
