using ContentMultiplier.Contracts.Api.Internal;
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
        var rules = await platforms.FindAsync([.. request.Platforms], cancellationToken);
        foreach (var asset in assets.Where(asset => asset.Video is not null))
        {
            await transcoding.BeginAsync(asset, rules.Values.Select(known => known.Rules), cancellationToken);
        }

        var isFetched = request.TryLinks && assets.Count > 0 && rules.Values.Any(known => known.Rules.FetchedByUrl);
        return TypedResults.Ok(new CheckMediaResponse([.. assets.Select(asset => Check(asset, rules))])
        {
            LinkProblem = isFetched ? await address.ProblemWithAsync(assets[0], cancellationToken) : null,
        });
    }

    private static CheckedMedia Check(Asset asset, IReadOnlyDictionary<string, AnnouncedRules> rules)
    {
        var judged = rules.Select(known => (Platform: known.Key, Result: RenditionPlan.For(asset, known.Value.Rules))).ToList();
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
                   select new MediaForm(one.Platform, plan.Type, Path.ChangeExtension(asset.FileName, plan.Extension)),
            ],
            Objections = [.. judged.SelectMany(one => one.Result.Objections.Select(message => new MediaObjection(one.Platform, message)))],
        };
    }
}
