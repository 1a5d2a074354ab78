using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Platforms;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Media.References;

/// <summary>For posts, on a user's behalf: before it stores or sends a post that names files.</summary>
internal static class CheckMedia
{
    /// <summary>Longer than it takes to write a post and to hear of it.</summary>
    private static readonly TimeSpan Reservation = TimeSpan.FromMinutes(5);

    public static async Task<Ok<CheckMediaResponse>> HandleAsync(
        CheckMediaRequest request,
        CurrentUser user,
        AssetRows rows,
        PlatformRules platforms,
        PublicAddress address,
        Transcoding transcoding,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var assets = await rows.ReserveAsync(request.MediaIds, user.WorkspaceId, clock.GetUtcNow() + Reservation, cancellationToken);
        var targets = request.Targets.Count > 0 ? request.Targets : [.. request.Platforms.Select(platform => new MediaTarget(platform))];
        var known = await platforms.FindAsync([.. targets.Select(target => target.Platform).Distinct()], cancellationToken);
        IReadOnlyList<(MediaTarget Target, MediaRules Rules)> wanted =
        [
            .. targets.Where(target => known.ContainsKey(target.Platform)).Select(target => (target, known[target.Platform].Rules.For(target.PublishedAs))),
        ];
        foreach (var asset in assets.Where(asset => asset.Video is not null))
        {
            await transcoding.BeginAsync(asset, wanted.Select(one => one.Rules), cancellationToken);
        }

        var isFetched = request.TryLinks && assets.Count > 0 && wanted.Any(one => one.Rules.FetchedByUrl);
        return TypedResults.Ok(new CheckMediaResponse([.. assets.Select(asset => Check(asset, wanted))])
        {
            LinkProblem = isFetched ? await address.ProblemWithAsync(assets[0], cancellationToken) : null,
        });
    }

    private static CheckedMedia Check(Asset asset, IReadOnlyList<(MediaTarget Target, MediaRules Rules)> wanted)
    {
        var judged = wanted.Select(one => (one.Target, Result: RenditionPlan.For(asset, one.Rules))).ToList();
        return new CheckedMedia
        {
            Id = asset.Id,
            FileName = asset.FileName,
            ContentType = asset.ContentType,
            AltText = asset.AltText,
            Forms =
            [
                .. from one in judged
                   where one.Result.Plan is not null
                   let plan = one.Result.Plan!
                   select new MediaForm(one.Target.Platform, plan.Type, Path.ChangeExtension(asset.FileName, plan.Extension), one.Target.PublishedAs),
            ],
            Objections =
            [
                .. judged.SelectMany(one => one.Result.Objections.Select(message => new MediaObjection(one.Target.Platform, message, one.Target.PublishedAs))),
            ],
        };
    }
}
