using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ContentMultiplier.Media.Assets;

/// <summary>The parts of an upload, after its file was written to where it was to go.</summary>
internal sealed record ReceivedUpload(string FileName, byte[] Sha256, long Size, string? AltText);

/// <summary>Reads the form as it comes, a buffer at a time: no part of the file stays in memory.</summary>
internal static class MultipartUpload
{
    public const int MaxAltText = 2000;
    private const int MaxFileName = 255;
    private const int BufferSize = 64 * 1024;

    /// <summary>Room for the form around the file.</summary>
    private const int FormSize = 64 * 1024;

    public static async Task<(ReceivedUpload? Upload, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, string path, long maxBytes, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return (null, Problems.Problem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be a form with a file.",
                "Send Content-Type: multipart/form-data with the file in the part `file` (curl: -F file=@picture.png)."));
        }

        if (request.ContentLength > maxBytes + FormSize)
        {
            return (null, TooLarge(maxBytes));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes + FormSize;
        }

        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary.Value!, request.Body, BufferSize), path, maxBytes, cancellationToken);
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge(maxBytes));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return (null, Problems.Problem(
                StatusCodes.Status400BadRequest, "invalid_request", "The form could not be read to its end.", "Send the file again, whole."));
        }
    }

    private static async Task<(ReceivedUpload? Upload, ProblemHttpResult? Problem)> ReadPartsAsync(
        MultipartReader reader, string path, long maxBytes, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        string? altText = null, fileName = null;
        (byte[] Hash, long Size)? file = null;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString()
                : "";
            switch (name)
            {
                case "file" when file is null:
                    fileName = NameOf(disposition!);
                    file = await SaveAsync(section.Body, path, maxBytes, cancellationToken);
                    if (file is null)
                    {
                        return (null, TooLarge(maxBytes));
                    }

                    break;
                case "alt_text" when altText is null:
                    altText = await ReadTextAsync(section.Body, errors, cancellationToken);
                    break;
                case "file" or "alt_text":
                    errors.Add(name, "stands twice; keep one");
                    break;
                default:
                    errors.Add(name.Length is > 0 and < 100 ? name : "body", "is not a part of this form; send `file` and, if wanted, `alt_text`");
                    break;
            }
        }

        if (file is null)
        {
            errors.Add("file", "is required");
        }
        else if (file.Value.Size == 0)
        {
            errors.Add("file", "is empty");
        }

        return errors.Any
            ? (null, Problems.Invalid(errors))
            : (new ReceivedUpload(fileName!, file!.Value.Hash, file.Value.Size, altText), null);
    }

    /// <returns>Null when there is more of it than may be.</returns>
    private static async Task<(byte[] Hash, long Size)?> SaveAsync(Stream source, string path, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long size = 0;
            int read;
            while ((read = await source.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken)) > 0)
            {
                size += read;
                if (size > maxBytes)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return (hash.GetHashAndReset(), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string?> ReadTextAsync(Stream source, ErrorBag errors, CancellationToken cancellationToken)
    {
        var bytes = new byte[(MaxAltText * 4) + 1];
        var length = await source.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException) when (length < bytes.Length)
        {
            errors.Add("alt_text", "is not UTF-8");
            return null;
        }
        catch (DecoderFallbackException)
        {
            text = new string('x', bytes.Length);
        }

        CheckAltText(text, errors);
        return text.Length == 0 ? null : text;
    }

    public static void CheckAltText(string? text, ErrorBag errors)
    {
        if (text?.Length > MaxAltText)
        {
            errors.Add("alt_text", $"has more than {MaxAltText} characters; shorten it");
        }

        if (text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            errors.Add("alt_text", "contains the character U+0000; remove it");
        }
    }

    /// <summary>For people and for platforms that show it. It never becomes a path here.</summary>
    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var given = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        var name = new string([.. given.Split('/', '\\')[^1].Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter) && !"\"<>:|?*\u202E".Contains(letter, StringComparison.Ordinal))]).Trim(' ', '.');
        return name.Length == 0 ? "file" : name.Length > MaxFileName ? name[..MaxFileName] : name;
    }

    private static ProblemHttpResult TooLarge(long maxBytes) => Problems.Problem(
        StatusCodes.Status413PayloadTooLarge, "body_too_large", "The file is too large.", $"A file may have {maxBytes} bytes; make it smaller.");
}
