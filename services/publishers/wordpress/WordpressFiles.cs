using System.Globalization;

namespace ContentMultiplier.Publishers.Wordpress;

/// <summary>Puts the files of a post into the site's library, each once.</summary>
internal sealed class WordpressFiles(WordpressClient wordpress)
{
    /// <returns>In the order of the post's files.</returns>
    public async Task<IReadOnlyList<WordpressFile>> UploadAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var uploaded = new List<WordpressFile>();
        foreach (var (index, item) in context.Content.Media.Index())
        {
            var step = WordpressSteps.File(index + 1);
            uploaded.Add(await context.OnceAsync(
                step,
                ct => UploadAsync(step, item, context, ct),
                cancellationToken,
                externalId: file => file is { Id: > 0, SourceUrl.Length: > 0 } ? file.Id.ToString(CultureInfo.InvariantCulture) : ""));
        }

        return uploaded;
    }

    private async Task<WordpressFile> UploadAsync(string step, MediaItem item, PublishContext context, CancellationToken cancellationToken)
    {
        // Opened for each try: a stream can be sent once only.
        await using var file = await context.Media.OpenAsync(item, cancellationToken);
        var uploaded = await wordpress.UploadAsync(
            WordpressSteps.KeyOf(context.PublicationId, step), NameOf(item, step), item.AltText, file, context.Credential, cancellationToken);
        return uploaded with { From = item.Url };
    }

    /// <summary>By the ending of the name WordPress decides which type a file has, and whether it takes it.</summary>
    private static string NameOf(MediaItem item, string step)
    {
        var name = item.FileName ?? Path.GetFileName(new Uri(item.Url).LocalPath);
        return name.Length > 0 ? name : step;
    }
}
