using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Media;
using ContentMultiplier.Posts.Platforms;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Posts.Preview;

/// <summary><c>POST /api/publishing/format/{platform}</c>: the platform's own worker says what it would send.</summary>
internal static class PreviewContent
{
    public static async Task<Results<Ok<FormatResponse>, ProblemHttpResult>> HandleAsync(
        string platform,
        FormatRequest request,
        PlatformCatalogue catalogue,
        MediaClient media,
        IPlatformRequests workers,
        CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        PostRules.CheckTitle(request.Title, "title", errors);
        PostRules.CheckText(request.Content, "content", errors);
        PostRules.CheckParts(request.Parts, "parts", errors);
        PostRules.CheckTags(request.Tags, "tags", errors);
        PostRules.CheckMedia(request.Media, "media", errors);
        PostRules.Url(request.Link, "link", errors);
        PostRules.CheckOptions(request.Options, "options", errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        if ((await catalogue.GetAsync(cancellationToken)).Find(platform) is not { } known)
        {
            return Problems.NotFound("No publisher of this platform has announced itself.");
        }

        if (!known.Capabilities.CanPreview)
        {
            return Problems.Conflict("no_preview", $"{known.DisplayName} has no preview.");
        }

        var references = MediaReferences.Of(request.Media, "media");
        var contentType = request.ContentType ?? known.Capabilities.ContentTypes[0];
        var stored = await media.FindAsync(references, [new(known.Slug, contentType)], cancellationToken);
        errors.AddUnknown(references, stored);
        if (errors.Any)
        {
            return Problems.Unprocessable(errors);
        }

        try
        {
            var answer = await workers.AskAsync<PreviewPost, PostPreviewed>(
                new PreviewPost
                {
                    Platform = known.Slug,
                    ContentType = request.ContentType,
                    Content = SentContent.InParts(
                        ContentOf(request, stored, known.Slug, contentType), request.ContentType, known.Capabilities.Text, request.Numbered == true),
                    Options = request.Options,
                },
                cancellationToken);
            return answer is null
                ? Problems.Unavailable("no_worker", $"No publisher of {known.DisplayName} is running.")
                : TypedResults.Ok(Describe(answer, [.. ObjectionsTo(request.Media, stored, known.Slug, contentType)]));
        }
        catch (TimeoutException)
        {
            return Problems.Problem(
                StatusCodes.Status504GatewayTimeout, "no_answer", "The publisher did not answer in time.", "Try again.");
        }
    }

    private static PostContent ContentOf(FormatRequest request, StoredMedia stored, string platform, string contentType) => SentContent.WithLinkInText(new PostContent
    {
        Text = request.Parts is { Count: > 0 } ? "" : request.Content ?? "",
        Parts = request.Parts ?? [],
        Title = request.Title,
        Link = request.Link,
        Tags = request.Tags ?? [],
        Media = SentContent.ItemsOf(request.Media, stored, platform, contentType),
    });

    /// <summary>What the worker cannot know: whether the platform takes the uploaded files, as this content type.</summary>
    private static IEnumerable<FormatError> ObjectionsTo(IReadOnlyList<MediaRequest>? media, StoredMedia stored, string platform, string contentType) =>
        SentContent.ItemsOf(media, stored, platform, contentType).Index().SelectMany(
            item => stored.ObjectionsOf(item.Item, platform, contentType).Select(objection => new FormatError($"media[{item.Index}]", objection)));

    private static FormatResponse Describe(PostPreviewed preview, IReadOnlyList<FormatError> objections) => new(
        [.. preview.Parts.Select(part => part.Text)],
        [.. preview.Parts.Select(part => new PartCount(part.Count, part.Limit))],
        preview.Warnings,
        [.. preview.Errors.Select(error => new FormatError(error.Field, error.Message)), .. objections]);
}
