using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Media;

/// <summary>The uploaded files that a post names, as media described them.</summary>
internal sealed class StoredMedia(IEnumerable<CheckedMedia> media, string? linkProblem = null)
{
    private readonly Dictionary<Guid, CheckedMedia> _media = media.ToDictionary(one => one.Id);

    public static StoredMedia None { get; } = new([]);

    public CheckedMedia? Find(Guid id) => _media.GetValueOrDefault(id);

    public IEnumerable<string> ObjectionsOf(MediaItem item, string platform, string contentType) =>
        item.MediaId is { } id && Find(id) is { } known
            ? known.Objections
                .Where(objection => objection.Platform == platform && IsFor(objection.PublishedAs, contentType))
                .Select(objection => objection.Message)
            : [];

    /// <summary>Why the platform will not get the file, as it fetches files itself; null where it will.</summary>
    public string? LinkProblemOf(MediaItem item, PlatformCapabilities platform) =>
        item.MediaId is not null && platform.Media.FetchedByUrl ? linkProblem : null;

    /// <summary>What a platform gets: of an uploaded file its own form, under a name that fits it.</summary>
    public MediaItem ItemFor(MediaRequest item, string platform, string contentType)
    {
        if (item.MediaId is not { } id)
        {
            return new MediaItem { Url = item.Url ?? "", FileName = item.FileName, ContentType = item.ContentType, AltText = item.AltText };
        }

        var known = Find(id);
        var form = known?.Forms.FirstOrDefault(form => form.Platform == platform && IsFor(form.PublishedAs, contentType));
        var name = form?.FileName ?? known?.FileName;
        return new MediaItem
        {
            Url = MediaItem.StoredPrefix + id,
            MediaId = id,
            FileName = item.FileName is { } wanted && name is not null ? Path.ChangeExtension(wanted, Path.GetExtension(name)) : name,
            ContentType = form?.ContentType ?? known?.ContentType,
            AltText = item.AltText ?? known?.AltText,
        };
    }

    private static bool IsFor(string? publishedAs, string contentType) => publishedAs is null || publishedAs == contentType;
}
