using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tools;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Renditions;

/// <summary>
/// Makes the forms of videos that have to be encoded, one at a time in each process. Whoever dies over one leaves it to the
/// next, and one over which several died is given up.
/// </summary>
internal sealed partial class TranscodePump(
    TranscodeRows transcodes,
    AssetRows assets,
    RenditionRows renditions,
    IObjectStore store,
    ScratchFiles scratch,
    VideoTool videos,
    IOptions<MediaOptions> options,
    TimeProvider clock,
    ILogger<TranscodePump> logger)
    : DuePump(clock, logger)
{
    private const int MostBegun = 3;

    /// <summary>An encoder that used more than it was given is given less than that: it keeps to its rate only about.</summary>
    private const double Stricter = 0.7;

    /// <summary>Of its length: files often say a little more than there is.</summary>
    private const double Whole = 0.9;

    private const int MostEncodings = 3;
    private const int HoldsALease = 3;
    private static readonly TimeSpan Setback = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _clock = clock;
    private readonly ILogger _logger = logger;

    private TimeSpan Lease => options.Value.TranscodeLease;

    protected override async Task<DateTimeOffset?> PumpAsync(CancellationToken cancellationToken)
    {
        while (await transcodes.ClaimAsync(_clock.GetUtcNow() + Lease, cancellationToken) is { } claimed)
        {
            if (claimed.Begun > MostBegun)
            {
                await transcodes.RefuseAsync(claimed, $"the video was begun {MostBegun} times, and nothing was left of who did; export it again as MP4 with H.264 and AAC", cancellationToken);
            }
            else
            {
                await RunAsync(claimed, cancellationToken);
            }
        }

        return await transcodes.NextAsync(cancellationToken);
    }

    private async Task RunAsync(Transcode transcode, CancellationToken cancellationToken)
    {
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var holding = HoldAsync(transcode, working);
        try
        {
            if (await assets.FindHeldAsync(transcode.MediaId, working.Token) is { } asset)
            {
                await MakeAsync(transcode, asset, working.Token);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await transcodes.GiveBackAsync(transcode, _clock.GetUtcNow(), CancellationToken.None);
            throw;
        }
        catch (Exception notOurs) when (notOurs is AssetGoneException || (notOurs is OperationCanceledException && working.IsCancellationRequested))
        {
            LogLost(_logger, transcode.MediaId);
        }
        catch (Exception failure)
        {
            LogSetBack(_logger, transcode.MediaId, failure.GetType().Name, failure.Message);
            await transcodes.GiveBackAsync(transcode, _clock.GetUtcNow() + Setback, cancellationToken);
        }
        finally
        {
            await working.CancelAsync();
            await holding;
        }
    }

    private async Task MakeAsync(Transcode transcode, Asset asset, CancellationToken cancellationToken)
    {
        using var folder = scratch.CreateWorkFolder();
        var source = await store.BringAsync(asset.Key, folder, cancellationToken);
        var recipe = transcode.Plan.Recipe!;
        var made = new MadeFile(folder.FileAt("out.mp4"), transcode.Plan.Type, recipe.Width, recipe.Height);
        for (var encodings = 1; ; encodings++)
        {
            if (!await videos.TranscodeAsync(source, made.File, recipe, folder, cancellationToken) || !await IsWholeAsync(made, asset, folder, cancellationToken))
            {
                await transcodes.RefuseAsync(
                    transcode,
                    $"the video could not be brought to H.264: it is broken, or takes more than {options.Value.TranscodeLimit.TotalMinutes:0.#} minutes; "
                    + "export it again as MP4 with H.264 and AAC, shorter or smaller",
                    cancellationToken);
                return;
            }

            if (made.Fits(transcode.Plan.MaxBytes))
            {
                await renditions.KeepAsync(asset, transcode.Hash, made, cancellationToken);
                return;
            }

            if (encodings == MostEncodings || recipe.KeepsPictures)
            {
                await transcodes.RefuseAsync(
                    transcode, $"the video has more than {transcode.Plan.MaxBytes} bytes however it is made; shorten it or compress it", cancellationToken);
                return;
            }

            recipe = recipe with { VideoKbit = (int)(recipe.VideoKbit * Stricter) };
        }
    }

    /// <summary>An encoder passes over what it cannot read, and would leave a video of less, or of nothing.</summary>
    private async Task<bool> IsWholeAsync(MadeFile made, Asset asset, WorkFolder folder, CancellationToken cancellationToken) =>
        await videos.ProbeAsync(made.File, folder, cancellationToken) is { } facts && facts.Seconds >= (asset.Seconds * Whole) - 1;

    /// <summary>Says that it is being made, until it is; stops making what is not wanted any more.</summary>
    private async Task HoldAsync(Transcode transcode, CancellationTokenSource working)
    {
        using var timer = new PeriodicTimer(Lease / HoldsALease, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(working.Token))
            {
                if (!await IsOursAsync(transcode, working.Token))
                {
                    await working.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is made, or given up.
        }
    }

    /// <summary>Where nobody can be asked it goes on: made twice is better than not at all.</summary>
    private async Task<bool> IsOursAsync(Transcode transcode, CancellationToken cancellationToken)
    {
        try
        {
            return await transcodes.HoldAsync(transcode, _clock.GetUtcNow() + Lease, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSetBack(_logger, transcode.MediaId, exception.GetType().Name, exception.Message);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The form of the video {MediaId} is not wanted any more, or another makes it")]
    private static partial void LogLost(ILogger logger, Guid mediaId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The form of the video {MediaId} was held up by a {Error}: {Message}")]
    private static partial void LogSetBack(ILogger logger, Guid mediaId, string error, string message);
}
