using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Assets;

/// <summary>Takes a file in, finds out what it is, and keeps it under its content: the same bytes twice are one file.</summary>
internal static class UploadAsset
{
    public static async Task<Results<Ok<MediaResponse>, Created<MediaResponse>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        CurrentUser user,
        IObjectStore store,
        ScratchFiles scratch,
        FileInspector inspector,
        AssetRows rows,
        TimeProvider clock,
        IOptions<MediaOptions> options,
        CancellationToken cancellationToken)
    {
        using var incoming = scratch.Receive();
        var (upload, problem) = await MultipartUpload.ReadAsync(request, incoming.Path, options.Value.MaxBytes, cancellationToken);
        if (upload is null)
        {
            return problem!;
        }

        InspectedFile? file;
        FileProblem? objection;
        try
        {
            (file, objection) = await inspector.InspectAsync(incoming.Path, cancellationToken);
        }
        catch (ToolUnavailableException unavailable)
        {
            return Problems.Unavailable("media_tools_unavailable", unavailable.Message);
        }

        if (file is null)
        {
            return Problems.Problem(objection!.Status, objection.Code, "The file is not taken.", objection.Message);
        }

        var now = clock.GetUtcNow();
        var asset = new Asset
        {
            Id = TimedId.Next(now),
            WorkspaceId = user.WorkspaceId,
            Sha256 = upload.Sha256,
            FileName = upload.FileName,
            ContentType = file.Type,
            Size = upload.Size,
            Width = file.Width,
            Height = file.Height,
            Frames = file.Frames,
            Seconds = file.Seconds,
            Video = file.Video,
            AltText = upload.AltText,
            CreatedAt = now,
            KeptUntil = now + options.Value.KeepUnused,
        };

        // First the bytes: a row without them would be a promise that cannot be kept, bytes without a row are swept.
        await store.KeepAsync(incoming.Path, asset.Key, cancellationToken);
        var stored = await rows.AddAsync(asset, cancellationToken);
        if (stored.Id == asset.Id)
        {
            return TypedResults.Created($"/api/media/{stored.Id}", stored.ToResponse());
        }

        await store.DeleteAsync(asset.Key, cancellationToken);
        return TypedResults.Ok(stored.ToResponse());
    }
}
