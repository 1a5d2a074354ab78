using System.Globalization;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Inspection;
using ContentMultiplier.Media.Platforms;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.Renditions;

/// <summary>The form, or why there is none yet or at all.</summary>
/// <param name="RetryAfter">When to ask again for one that is being made.</param>
internal sealed record RenditionAnswer(Rendition? Rendition, ProblemHttpResult? Problem = null, TimeSpan? RetryAfter = null)
{
    public ProblemHttpResult Refuse(HttpResponse response)
    {
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return Problem!;
    }
}

/// <summary>Makes forms when they are first asked for, each once. What takes minutes is only begun.</summary>
internal sealed class RenditionMaker(
    PlatformRules platforms,
    AssetRows assets,
    RenditionRows renditions,
    Transcoding transcoding,
    IObjectStore store,
    ScratchFiles scratch,
    ImageTool images,
    VideoTool videos) : IDisposable
{
    private static readonly int[] Qualities = [90, 80, 65, 50];
    private const double Shrink = 0.75;
    private const int MaxShrinks = 8;

    /// <summary>Several accounts of one platform ask at the same time: one of them makes it, the others wait for it.</summary>
    private readonly SemaphoreSlim[] _making = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <param name="asset">The file.</param>
    /// <param name="platform">Who gets it.</param>
    /// <param name="publishedAs">The content type of the post that shows it; null for the form that the platform takes whatever that is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RenditionAnswer> AnswerAsync(Asset asset, string platform, string? publishedAs, CancellationToken cancellationToken)
    {
        if (!(await platforms.FindAsync([platform], cancellationToken)).TryGetValue(platform, out var announced))
        {
            return new(null, Problems.NotFound("No publisher of this platform has announced itself."));
        }

        try
        {
            return await AnswerAsync(await KnownAsync(asset, cancellationToken), announced.Slug, announced.Rules.For(publishedAs), cancellationToken);
        }
        catch (ToolUnavailableException unavailable)
        {
            return new(null, Problems.Unavailable("media_tools_unavailable", unavailable.Message));
        }
        catch (AssetGoneException)
        {
            return new(null, Problems.NotFound());
        }
    }

    public void Dispose() => Array.ForEach(_making, gate => gate.Dispose());

    private async Task<RenditionAnswer> AnswerAsync(Asset asset, string slug, MediaRules rules, CancellationToken cancellationToken)
    {
        var (plan, objections) = RenditionPlan.For(asset, rules);
        if (plan is null)
        {
            return Refused($"{slug}: {string.Join("; ", objections)}");
        }

        var hash = asset.IsVideo ? TranscodeRows.HashOf(plan) : rules.Hash();
        if (plan.Recipe is not null)
        {
            return await renditions.FindAsync(asset, hash, cancellationToken) is { } ready
                ? new(ready)
                : Await(await transcoding.BeginAsync(asset, plan, hash, cancellationToken), slug);
        }

        var gate = _making[(uint)HashCode.Combine(asset.Id, hash) % _making.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await renditions.FindAsync(asset, hash, cancellationToken) is { } known)
            {
                return new(known);
            }

            using var folder = scratch.CreateWorkFolder();
            var source = await store.BringAsync(asset.Key, folder, cancellationToken);
            var made = asset.IsVideo
                ? await CleanVideoAsync(source, asset, plan, folder, cancellationToken)
                : await ConvertImageAsync(source, asset, plan, folder, cancellationToken);
            return made is null
                ? Refused($"{slug}: no form of the file could be made that has at most {plan.MaxBytes} bytes; use a smaller one")
                : new(await renditions.KeepAsync(asset, hash, made, cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }

    private RenditionAnswer Await(TranscodeState state, string platform) => state.Refusal is { } refusal
        ? Refused($"{platform}: {refusal}")
        : new(
            null,
            Problems.Unavailable("rendition_not_ready", $"{platform}: the video is being brought into the form that the platform takes; ask again in a while."),
            transcoding.PatienceWith(state));

    private static RenditionAnswer Refused(string detail) =>
        new(null, Problems.Problem(StatusCodes.Status422UnprocessableEntity, "no_rendition", "The platform cannot get this file.", detail));

    /// <summary>A video that came before anybody looked into it is looked into now.</summary>
    private async Task<Asset> KnownAsync(Asset asset, CancellationToken cancellationToken)
    {
        if (!asset.IsVideo || asset.Video is not null)
        {
            return asset;
        }

        using var folder = scratch.CreateWorkFolder();
        if (await videos.ProbeAsync(await store.BringAsync(asset.Key, folder, cancellationToken), folder, cancellationToken) is not { } facts)
        {
            return asset;
        }

        await assets.LearnAsync(asset, facts.Details, cancellationToken);
        asset.Video = facts.Details;
        return asset;
    }

    private async Task<MadeFile?> CleanVideoAsync(string source, Asset asset, RenditionPlan plan, WorkFolder folder, CancellationToken cancellationToken)
    {
        var output = folder.FileAt("out.mp4");
        var made = new MadeFile(output, plan.Type, asset.Width, asset.Height);
        return await videos.CleanAsync(source, output, folder, cancellationToken) && made.Fits(plan.MaxBytes) ? made : null;
    }

    /// <summary>As good as the limit allows: less quality first, then another type, then fewer pixels.</summary>
    private async Task<MadeFile?> ConvertImageAsync(string source, Asset asset, RenditionPlan plan, WorkFolder folder, CancellationToken cancellationToken)
    {
        var (width, height) = (Math.Min(asset.Width, plan.MaxWidth), Math.Min(asset.Height, plan.MaxHeight));
        var type = plan.Type;
        for (var shrinks = 0; shrinks < MaxShrinks; shrinks++)
        {
            foreach (var quality in HasQuality(type) ? Qualities : Qualities[..1])
            {
                var output = folder.FileAt("out" + FileKinds.ExtensionOf(type));
                var target = new ImageTarget(type, width, height, quality, plan.Animated);
                if (!await images.ConvertAsync(source, output, target, folder, cancellationToken))
                {
                    return null;
                }

                if (new MadeFile(output, type, width, height) is var made && made.Fits(plan.MaxBytes))
                {
                    await using var file = File.OpenRead(output);
                    return ImageHeader.Read(file, type) is { } header ? made with { Width = header.Width, Height = header.Height } : null;
                }
            }

            if (plan.Smaller is { } smaller && type != smaller)
            {
                type = smaller;
                continue;
            }

            (width, height) = ((int)(width * Shrink), (int)(height * Shrink));
            if (Math.Min(width, height) < plan.MinSide)
            {
                return null;
            }
        }

        return null;
    }

    private static bool HasQuality(string type) => type is FileKinds.Jpeg or FileKinds.WebP;
}
