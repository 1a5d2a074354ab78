using System.Net.Http.Headers;
using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishers.Discord;

/// <summary>The open files of a message, which flow from where they are to Discord.</summary>
internal sealed class DiscordFiles : IAsyncDisposable
{
    private readonly List<(MediaFile File, string Name)> _files = [];

    public bool Any => _files.Count > 0;

    public static async Task<DiscordFiles> OpenAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var files = new DiscordFiles();
        try
        {
            foreach (var item in context.Content.Media)
            {
                files._files.Add((await context.Media.OpenAsync(item, cancellationToken), NameOf(item, files._files.Count)));
            }

            return files;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    public async Task AddToAsync(MultipartFormDataContent form, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _files.Count; i++)
        {
            var (file, name) = _files[i];
            var content = await ContentOfAsync(file, cancellationToken);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
            form.Add(content, $"files[{i}]", name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (file, _) in _files)
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>The length of a request is told before it is sent; a source that does not say its own is read first.</summary>
    private static async Task<HttpContent> ContentOfAsync(MediaFile file, CancellationToken cancellationToken)
    {
        var content = new StreamContent(file.Content);
        if (file.Length is { } length)
        {
            content.Headers.ContentLength = length;
            return content;
        }

        using (content)
        {
            return new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellationToken));
        }
    }

    /// <summary>By the ending of the name Discord decides whether it shows a picture or a download.</summary>
    private static string NameOf(MediaItem item, int index)
    {
        var name = item.FileName ?? Path.GetFileName(new Uri(item.Url).LocalPath);
        return name.Length > 0 ? name : $"file-{index + 1}";
    }
}
