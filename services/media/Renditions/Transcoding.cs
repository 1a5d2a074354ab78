using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;

namespace ContentMultiplier.Media.Renditions;

/// <summary>Has forms made that take minutes, and says how long to wait for one.</summary>
internal sealed class Transcoding(TranscodeRows rows, RenditionRows renditions, TranscodePump pump, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task<TranscodeState> BeginAsync(Asset asset, RenditionPlan plan, string hash, CancellationToken cancellationToken)
    {
        var state = await rows.AskAsync(asset, plan, hash, cancellationToken);
        pump.Wake();
        return state;
    }

    /// <summary>A post that names the video is being written: what its platforms will ask for is begun now.</summary>
    public async Task BeginAsync(Asset asset, IEnumerable<MediaRules> platforms, CancellationToken cancellationToken)
    {
        foreach (var plan in platforms.Select(rules => RenditionPlan.For(asset, rules).Plan).Where(plan => plan?.Recipe is not null).Distinct())
        {
            var hash = TranscodeRows.HashOf(plan!);
            if (await renditions.FindAsync(asset, hash, cancellationToken) is null)
            {
                await BeginAsync(asset, plan!, hash, cancellationToken);
            }
        }
    }

    /// <summary>What has taken long will take a while longer.</summary>
    public TimeSpan PatienceWith(TranscodeState state)
    {
        var half = (clock.GetUtcNow() - state.AskedAt) / 2;
        return half < Shortest ? Shortest : half > Longest ? Longest : half;
    }
}
