using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.LinkedIn;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InitializeUploadBody(
    [property: JsonPropertyName("initializeUploadRequest")] InitializeUploadFields? InitializeUploadRequest);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InitializeUploadFields(
    [property: JsonPropertyName("owner")] string? Owner,
    [property: JsonPropertyName("fileSizeBytes")] long? FileSizeBytes,
    [property: JsonPropertyName("uploadCaptions")] bool? UploadCaptions,
    [property: JsonPropertyName("uploadThumbnail")] bool? UploadThumbnail);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FinalizeUploadBody(
    [property: JsonPropertyName("finalizeUploadRequest")] FinalizeUploadFields? FinalizeUploadRequest);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FinalizeUploadFields(
    [property: JsonPropertyName("video")] string? Video,
    [property: JsonPropertyName("uploadToken")] string? UploadToken,
    [property: JsonPropertyName("uploadedPartIds")] string[]? UploadedPartIds);

/// <summary>A file that was announced, and what has come of it. Only names and lengths are kept.</summary>
internal sealed class LinkedInAsset(string kind, string urn, string owner, long expected)
{
    private int looks;

    public string Kind => kind;

    public string Urn => urn;

    public string Owner => owner;

    public long Expected => expected;

    /// <summary>By the number of the part, from 1.</summary>
    public ConcurrentDictionary<int, long> Parts { get; } = [];

    public bool IsUploaded { get; set; }

    /// <summary>A video takes until it was looked at twice.</summary>
    public string Look() => !IsUploaded ? "WAITING_UPLOAD" : kind != "video" || Interlocked.Increment(ref looks) > 1 ? "AVAILABLE" : "PROCESSING";

    public bool IsReady => IsUploaded && (kind != "video" || looks > 1);
}

/// <summary>Images, videos and documents: announced, put, and looked at.</summary>
internal sealed class LinkedInAssets(OAuthGrants grants, Snowflakes ids, TimeProvider time)
{
    public const string UploadPath = "/linkedin/upload-host/";
    private const int LargestBody = 64 * 1024;
    private const long PartSize = 4 * 1024 * 1024;
    private const long LargestVideo = 500L * 1024 * 1024;

    private readonly ConcurrentDictionary<string, LinkedInAsset> assets = new(StringComparer.Ordinal);

    public LinkedInAsset? Find(string? urn) => urn is null ? null : assets.GetValueOrDefault(urn);

    public async Task ActAsync(HttpContext context, string kind)
    {
        var error = Authorize(context, out var token) ?? await (context.Request.Query["action"].ToString() switch
        {
            "initializeUpload" => InitializeAsync(context, kind, token!),
            "finalizeUpload" when kind == "video" => FinalizeAsync(context),
            _ => Task.FromResult<LinkedInError?>(LinkedInError.Invalid("Unknown action")),
        });
        await (error?.WriteAsync(context) ?? Task.CompletedTask);
    }

    public Task LookAsync(HttpContext context, string kind)
    {
        if (Authorize(context, out var token) is { } error)
        {
            return error.WriteAsync(context);
        }

        var urn = Uri.UnescapeDataString((string)context.Request.RouteValues["urn"]!);
        if (Find(urn) is not { } asset || asset.Kind != kind)
        {
            return LinkedInError.NotFound(urn).WriteAsync(context);
        }

        // A token for posting alone may not read images and documents.
        if (kind != "video" && !token!.Allows("r_organization_social"))
        {
            return LinkedInError.Denied($"{kind}s.GET").WriteAsync(context);
        }

        return Answer.JsonAsync(context, StatusCodes.Status200OK, (asset.Urn, asset.Owner, Status: asset.Look()), static (json, shown) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, shown.Urn);
            json.WriteString("owner"u8, shown.Owner);
            json.WriteString("status"u8, shown.Status);
            json.WriteEndObject();
        });
    }

    public async Task PutAsync(HttpContext context)
    {
        var part = int.Parse((string)context.Request.RouteValues["part"]!, CultureInfo.InvariantCulture);
        if (Find(Uri.UnescapeDataString((string)context.Request.RouteValues["urn"]!)) is not { } asset)
        {
            await LinkedInError.Invalid("The upload URL has expired", "EXPIRED_UPLOAD_URL").WriteAsync(context);
            return;
        }

        // The address of a video's part is its own permission; a token beside it is refused, and for other files it is required.
        var hasToken = grants.Find(context.Request) is not null;
        if (hasToken == (asset.Kind == "video"))
        {
            context.Response.StatusCode = hasToken ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized;
            return;
        }

        var length = await CountAsync(context);
        if (length == 0 || length > LargestVideo)
        {
            await LinkedInError.Invalid("The file is empty or too large").WriteAsync(context);
            return;
        }

        asset.Parts[part] = length;
        asset.IsUploaded = asset.Kind != "video";
        context.Response.Headers.ETag = $"\"{TagOf(asset, part)}\"";
        context.Response.StatusCode = asset.Kind == "video" ? StatusCodes.Status200OK : StatusCodes.Status201Created;
    }

    private LinkedInError? Authorize(HttpContext context, out OAuthToken? token)
    {
        token = grants.Find(context.Request);
        return LinkedInHeaders.FindMistake(context.Request, time) ?? (token is null ? LinkedInError.Unauthorized : null);
    }

    private async Task<LinkedInError?> InitializeAsync(HttpContext context, string kind, OAuthToken token)
    {
        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body
            || RequestBody.Parse(body, SandboxJson.Default.InitializeUploadBody)?.InitializeUploadRequest is not { Owner: { } owner } request)
        {
            return LinkedInError.Invalid("initializeUploadRequest/owner is required");
        }

        if (!LinkedInPeople.MayActFor(token, owner, toRead: false))
        {
            return LinkedInError.Denied($"{kind}s.ACTION-initializeUpload");
        }

        if (kind == "video" && request is not { FileSizeBytes: > 0 and <= LargestVideo, UploadCaptions: not null, UploadThumbnail: not null })
        {
            return LinkedInError.Invalid("fileSizeBytes (up to 500 MB), uploadCaptions and uploadThumbnail are required");
        }

        var urn = $"urn:li:{kind}:D{ids.Next():x}";
        assets[urn] = new LinkedInAsset(kind, urn, owner, request.FileSizeBytes ?? 0);
        var address = $"{context.Request.Scheme}://{context.Request.Host}{UploadPath}{Uri.EscapeDataString(urn)}/";
        await Answer.JsonAsync(context, StatusCodes.Status200OK, (asset: assets[urn], address, time.GetUtcNow()), WriteTarget);
        return null;
    }

    private static void WriteTarget(System.Text.Json.Utf8JsonWriter json, (LinkedInAsset Asset, string Address, DateTimeOffset Now) target)
    {
        var expires = target.Now.AddDays(1).ToUnixTimeMilliseconds();
        json.WriteStartObject();
        json.WriteStartObject("value"u8);
        json.WriteString(target.Asset.Kind, target.Asset.Urn);
        if (target.Asset.Kind != "video")
        {
            json.WriteNumber("uploadUrlExpiresAt"u8, expires);
            json.WriteString("uploadUrl"u8, target.Address + "1");
        }
        else
        {
            json.WriteNumber("uploadUrlsExpireAt"u8, expires);
            json.WriteString("uploadToken"u8, "");
            json.WriteStartArray("uploadInstructions"u8);
            for (var (part, first) = (1, 0L); first < target.Asset.Expected; part++, first += PartSize)
            {
                json.WriteStartObject();
                json.WriteString("uploadUrl"u8, target.Address + part.ToString(CultureInfo.InvariantCulture));
                json.WriteNumber("firstByte"u8, first);
                json.WriteNumber("lastByte"u8, Math.Min(first + PartSize, target.Asset.Expected) - 1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task<LinkedInError?> FinalizeAsync(HttpContext context)
    {
        if (await RequestBody.ReadAsync(context, LargestBody) is not { } body
            || RequestBody.Parse(body, SandboxJson.Default.FinalizeUploadBody)?.FinalizeUploadRequest
                is not { Video: { } urn, UploadToken: not null, UploadedPartIds: { } parts })
        {
            return LinkedInError.Invalid("video, uploadToken and uploadedPartIds are required");
        }

        if (Find(urn) is not { } asset)
        {
            return LinkedInError.NotFound(urn);
        }

        var expected = asset.Parts.Keys.Order().Select(part => TagOf(asset, part));
        if (!expected.SequenceEqual(parts) || asset.Parts.Values.Sum() != asset.Expected)
        {
            return LinkedInError.Invalid("uploadedPartIds does not name every part in its order", "INVALID_VALUE_FOR_FIELD");
        }

        asset.IsUploaded = true;
        return null;
    }

    private static string TagOf(LinkedInAsset asset, int part) => $"{asset.Urn.Split(':')[^1]}.{part}";

    private static async Task<long> CountAsync(HttpContext context)
    {
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            length += read;
        }

        return length;
    }
}
