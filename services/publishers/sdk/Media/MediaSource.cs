using System.Net.Http.Headers;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace ContentMultiplier.Publishing.Media;

/// <summary>
/// Opens the files of a post, at the addresses users gave or, uploaded ones, in the platform's form at the media service;
/// never further than the platform's limit.
/// </summary>
public sealed class MediaSource
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly HttpClient _http;
    private readonly long _limit;
    private readonly MediaApi? _stored;
    private readonly string _platform;
    private readonly TimeProvider _time;
    private readonly string? _publishedAs;

    /// <param name="http">For the addresses that users gave.</param>
    /// <param name="limit">Bytes.</param>
    /// <param name="stored">Null where there is no media service to ask.</param>
    /// <param name="platform">Whose form of uploaded files it asks for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="publishedAs">The content type of the publication; null for the form that the platform takes whatever it is.</param>
    internal MediaSource(HttpClient http, long limit, MediaApi? stored = null, string platform = "", TimeProvider? time = null, string? publishedAs = null)
    {
        _http = http;
        _limit = limit;
        _stored = stored;
        _platform = platform;
        _time = time ?? TimeProvider.System;
        _publishedAs = publishedAs;
    }

    /// <summary>The files of one publication, which may have to keep to limits of its content type.</summary>
    internal MediaSource For(string contentType) => new(_http, _limit, _stored, _platform, _time, contentType);

    /// <summary>The bytes as a stream; reading past the platform's limit throws.</summary>
    /// <exception cref="PlatformRefusedException">The file is not there or too large.</exception>
    public async Task<MediaFile> OpenAsync(MediaItem item, CancellationToken cancellationToken)
    {
        var response = item.MediaId is { } id && _stored is not null
            ? await _stored.OpenAsync(id, _platform, _publishedAs, cancellationToken)
            : await _http.GetAsync(item.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusedAsync(item, response, cancellationToken);
            }

            var length = response.Content.Headers.ContentLength;
            if (length > _limit)
            {
                throw TooLarge(item);
            }

            // Of an uploaded file the service knows better than whoever wrote the post.
            var told = response.Content.Headers.ContentType?.MediaType;
            var contentType = (item.MediaId is null ? item.ContentType ?? told : told ?? item.ContentType) ?? "application/octet-stream";
            var bytes = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new MediaFile(response, new LimitedStream(bytes, _limit, () => TooLarge(item)), contentType, length);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where the platform itself can fetch the file: the address that the user gave, or of an uploaded file one that ends
    /// after a day.
    /// </summary>
    /// <exception cref="PlatformRefusedException">The file is not there, or the platform cannot get it.</exception>
    public async Task<string> LinkAsync(MediaItem item, CancellationToken cancellationToken)
    {
        if (item.MediaId is not { } id || _stored is null)
        {
            return item.Url;
        }

        using var answer = await _stored.LinkAsync(id, _platform, _publishedAs, cancellationToken);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<MediaLinkResponse>(PeerJson.Options, cancellationToken))!.Url
            : throw await RefusedAsync(item, answer, cancellationToken);
    }

    /// <summary>
    /// The MIME type that the post, the name or, if need be, the place of the file tells; of an uploaded file that of the
    /// form which the platform gets.
    /// </summary>
    public async Task<string> TypeOfAsync(MediaItem item, CancellationToken cancellationToken)
    {
        if (item.MediaId is not null && _stored is not null)
        {
            await using var rendition = await OpenAsync(item, cancellationToken);
            return rendition.ContentType;
        }

        if (item.ContentType is { Length: > 0 } told)
        {
            return told;
        }

        if (Types.TryGetContentType(item.FileName ?? "", out var named)
            || (Uri.TryCreate(item.Url, UriKind.Absolute, out var url) && Types.TryGetContentType(url.AbsolutePath, out named)))
        {
            return named;
        }

        await using var file = await OpenAsync(item, cancellationToken);
        return file.ContentType;
    }

    private Task<PlatformRefusedException> RefusedAsync(MediaItem item, HttpResponseMessage answer, CancellationToken cancellationToken)
        => MediaRefusal.OfAsync(answer, Name(item), item.MediaId is not null && _stored is not null, _time, cancellationToken);

    private PlatformRefusedException TooLarge(MediaItem item)
        => new(FailureCategories.InvalidContent, $"media: {Name(item)} is larger than {_limit} bytes") { Action = "Use a smaller file." };

    // Signed addresses carry their secret in the query.
    private static string Name(MediaItem item)
        => item.FileName ?? (Uri.TryCreate(item.Url, UriKind.Absolute, out var url) ? url.Host : "the file");
}

/// <summary>An open file.</summary>
public sealed class MediaFile : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal MediaFile(HttpResponseMessage response, Stream content, string contentType, long? length)
    {
        _response = response;
        Content = content;
        ContentType = contentType;
        Length = length;
    }

    public Stream Content { get; }

    public string ContentType { get; }

    /// <summary>Null when the source does not say.</summary>
    public long? Length { get; }

    /// <summary>The file, or the next so many bytes of it, as the body of a request or a part of one.</summary>
    public HttpContent ToContent(long? bytes = null)
    {
        HttpContent content = (bytes ?? Length) is { } length ? new MediaContent(Content, length) : new StreamContent(Content);
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(ContentType, out var type) ? type : new("application/octet-stream");
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        _response.Dispose();
    }
}
