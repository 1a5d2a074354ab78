using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>What LinkedIn refuses of a post.</summary>
internal sealed class LinkedInRules(LinkedInAssets assets)
{
    private const int LongestCommentary = 3000;
    private const int LongestAltText = 4086;
    private const int FewestImages = 2;
    private const int MostImages = 20;

    private static readonly string[] Visibilities = ["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"];

    public LinkedInError? FindMistake(LinkedInPostBody post, OAuthToken token) => post switch
    {
        { Author: null } => Missing("author"),
        { Commentary: null } => Missing("commentary"),
        { Visibility: null } => Missing("visibility"),
        { Distribution: null } => Missing("distribution"),
        { LifecycleState: null } => Missing("lifecycleState"),
        _ when !post.Author.StartsWith(LinkedInPeople.Person, StringComparison.Ordinal) && !post.Author.StartsWith(LinkedInPeople.Organization, StringComparison.Ordinal)
            => LinkedInError.Invalid($"/author :: {post.Author} is not a valid URN", "INVALID_URN_TYPE"),
        _ when !LinkedInPeople.MayActFor(token, post.Author, toRead: false) => LinkedInError.Denied("partnerApiPostsExternal.CREATE"),
        _ when !Visibilities.Contains(post.Visibility) => Wrong("visibility", post.Visibility),
        _ when post.Visibility == "CONNECTIONS" && post.Author.StartsWith(LinkedInPeople.Organization, StringComparison.Ordinal) => Wrong("visibility", post.Visibility),
        _ when post.LifecycleState != "PUBLISHED" => Wrong("lifecycleState", post.LifecycleState),
        _ when LittleText.Show(post.Commentary).Length > LongestCommentary
            => LinkedInError.Invalid($"/commentary :: length exceeds the maximum allowed ({LongestCommentary})", "FIELD_LENGTH_TOO_LONG"),
        { Content: null, Commentary.Length: 0 } => LinkedInError.Invalid("A post needs a commentary or content"),
        { Content: { } content } => FindMistake(content, post.Author),
        _ => null,
    };

    private LinkedInError? FindMistake(LinkedInContent content, string author) => content switch
    {
        { Media: { } media, MultiImage: null, Article: null } => FindMistake(media, author, onlyImages: false),
        { Media: null, MultiImage.Images: { Length: >= FewestImages and <= MostImages } images, Article: null }
            => images.Select(image => FindMistake(image, author, onlyImages: true)).FirstOrDefault(mistake => mistake is not null),
        { Media: null, MultiImage: null, Article: { Source: { Length: > 0 } source, Title: { Length: > 0 } } article }
            when Uri.TryCreate(source, UriKind.Absolute, out _)
            => article.Thumbnail is { } thumbnail ? FindMistake(new LinkedInMedia(thumbnail, null, null), author, onlyImages: true) : null,
        _ => LinkedInError.Invalid("/content :: must be one of media, multiImage with 2 to 20 images, or article with source and title"),
    };

    private LinkedInError? FindMistake(LinkedInMedia media, string author, bool onlyImages) => assets.Find(media.Id) switch
    {
        null => LinkedInError.Invalid($"/content/media/id :: {media.Id} is not a valid URN", "INVALID_URN_ID"),
        { } asset when asset.Owner != author => LinkedInError.Denied("the media of another author"),
        { } asset when onlyImages && asset.Kind != "image" => Wrong("content", media.Id!),
        { Kind: "document" } when string.IsNullOrEmpty(media.Title) => Missing("content/media/title"),
        { IsReady: false } => LinkedInError.Invalid($"Media asset {media.Id} is waiting for upload", "MEDIA_ASSET_WAITING_UPLOAD"),
        _ when media.AltText?.Length > LongestAltText => LinkedInError.Invalid("/content/media/altText is too long", "FIELD_LENGTH_TOO_LONG"),
        _ => null,
    };

    private static LinkedInError Missing(string field) => LinkedInError.Invalid($"/{field} :: field is required but not found", "MISSING_FIELD");

    private static LinkedInError Wrong(string field, string value) =>
        LinkedInError.Invalid($"/{field} :: {value} is not a permitted value", "INVALID_VALUE_FOR_FIELD");
}
