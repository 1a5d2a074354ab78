using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace ContentMultiplier.Sandbox.Wordpress;

internal sealed record LibraryFile(long Id, string Slug, string Title, string AltText, string Name, string Type, long Length);

internal sealed record LibraryTerm(long Id, string Taxonomy, string Name, string Slug);

/// <summary>Files, categories and tags of every site. They are forgotten with the process.</summary>
internal sealed class WordpressLibrary(WordpressIds ids)
{
    private const int LargestTerm = 64 * 1024;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".png"] = "image/png", [".gif"] = "image/gif", [".webp"] = "image/webp",
        [".mp4"] = "video/mp4", [".mp3"] = "audio/mpeg", [".pdf"] = "application/pdf", [".zip"] = "application/zip", [".txt"] = "text/plain",
    };

    private readonly ConcurrentDictionary<(string Site, long Id), LibraryFile> files = [];
    private readonly ConcurrentDictionary<(string Site, long Id), LibraryTerm> terms = [];

    public bool HasFile(Site site, long id) => files.ContainsKey((site.Name, id));

    public bool HasTerm(Site site, string taxonomy, long id) => terms.TryGetValue((site.Name, id), out var term) && term.Taxonomy == taxonomy;

    public async Task UploadAsync(WordpressCall call)
    {
        if (!call.IsSignedIn)
        {
            await WordpressError.CannotCreate.WriteAsync(call.Context);
            return;
        }

        var (file, error) = call.Request.HasFormContentType ? await ReadFormAsync(call) : await ReadRawAsync(call);
        if (error is not null)
        {
            await error.WriteAsync(call.Context);
            return;
        }

        files[(call.Site.Name, file!.Id)] = file;
        await Answer.NodeAsync(call.Context, StatusCodes.Status201Created, Show(file, call.Site));
    }

    public Task ListFilesAsync(WordpressCall call)
    {
        if (call.Parameter("context") == "edit" && !call.IsSignedIn)
        {
            return WordpressError.ForbiddenContext.WriteAsync(call.Context);
        }

        var slug = call.Parameter("slug");
        var found = files.Where(pair => pair.Key.Site == call.Site.Name && (slug.Length == 0 || pair.Value.Slug == slug)).Select(pair => pair.Value);
        return Answer.NodeAsync(
            call.Context, StatusCodes.Status200OK, new JsonArray([.. found.OrderBy(file => file.Id).Take(100).Select(file => Show(file, call.Site))]));
    }

    public Task ListTermsAsync(WordpressCall call, string taxonomy)
    {
        var search = call.Parameter("search");
        var found = terms.Where(pair => pair.Key.Site == call.Site.Name && pair.Value.Taxonomy == taxonomy)
            .Select(pair => pair.Value)
            .Where(term => term.Name.Contains(search, StringComparison.OrdinalIgnoreCase));
        return Answer.NodeAsync(call.Context, StatusCodes.Status200OK, new JsonArray([.. found.OrderBy(term => term.Id).Take(100).Select(Show)]));
    }

    public async Task CreateTermAsync(WordpressCall call, string taxonomy)
    {
        if (!call.IsSignedIn)
        {
            await (WordpressError.CannotCreate with { Message = "Sorry, you are not allowed to create terms in this taxonomy." }).WriteAsync(call.Context);
            return;
        }

        if (await NameAsync(call.Context) is not { } name)
        {
            await new WordpressError(
                400, "rest_missing_callback_param", "Missing parameter(s): name", new JsonObject { ["params"] = new JsonArray("name") }).WriteAsync(call.Context);
            return;
        }

        var slug = WordpressDetail.SlugOf(name);
        var known = terms.FirstOrDefault(pair => pair.Key.Site == call.Site.Name && pair.Value.Taxonomy == taxonomy
            && (string.Equals(pair.Value.Name, name, StringComparison.OrdinalIgnoreCase) || pair.Value.Slug == slug)).Value;
        if (known is not null)
        {
            await WordpressError.TermExists(known.Id).WriteAsync(call.Context);
            return;
        }

        var term = new LibraryTerm(ids.Next(), taxonomy, name, slug);
        terms[(call.Site.Name, term.Id)] = term;
        await Answer.NodeAsync(call.Context, StatusCodes.Status201Created, Show(term));
    }

    private static async Task<string?> NameAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context, LargestTerm) ?? [];
        return RequestBody.Parse(body, SandboxJson.Default.SiteRequest)?.Name is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;
    }

    private async Task<(LibraryFile? File, WordpressError? Error)> ReadFormAsync(WordpressCall call)
    {
        var form = await call.Request.ReadFormAsync(call.Context.RequestAborted);
        return form.Files.GetFile("file") is { } file
            ? Make(call.Site, file.FileName, file.Length, form["slug"], form["title"], form["alt_text"])
            : (null, WordpressError.NoDisposition);
    }

    private async Task<(LibraryFile? File, WordpressError? Error)> ReadRawAsync(WordpressCall call)
    {
        if (!ContentDispositionHeaderValue.TryParse(call.Request.Headers.ContentDisposition.ToString(), out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.FileName).ToString() is not { Length: > 0 } name)
        {
            return (null, WordpressError.NoDisposition);
        }

        var length = 0L;
        var buffer = new byte[64 * 1024];
        while (await call.Request.Body.ReadAsync(buffer, call.Context.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        return Make(call.Site, name, length, slug: null, title: null, altText: null);
    }

    private (LibraryFile? File, WordpressError? Error) Make(Site site, string name, long length, string? slug, string? title, string? altText)
    {
        if (!Types.TryGetValue(Path.GetExtension(name), out var type))
        {
            return (null, WordpressError.WrongType);
        }

        var plain = Path.GetFileNameWithoutExtension(name);
        var wanted = WordpressDetail.SlugOf(string.IsNullOrEmpty(slug) ? plain : slug);
        var unique = wanted;
        for (var number = 2; files.Any(pair => pair.Key.Site == site.Name && pair.Value.Slug == unique); number++)
        {
            unique = $"{wanted}-{number}";
        }

        return (new LibraryFile(ids.Next(), unique, string.IsNullOrEmpty(title) ? plain : title, altText ?? "", name, type, length), null);
    }

    private static JsonObject Show(LibraryFile file, Site site) => new()
    {
        ["id"] = file.Id,
        ["slug"] = file.Slug,
        ["status"] = "inherit",
        ["type"] = "attachment",
        ["title"] = new JsonObject { ["raw"] = file.Title, ["rendered"] = WebUtility.HtmlEncode(file.Title) },
        ["alt_text"] = file.AltText,
        ["media_type"] = file.Type.StartsWith("image/", StringComparison.Ordinal) ? "image" : "file",
        ["mime_type"] = file.Type,
        ["media_details"] = new JsonObject { ["filesize"] = file.Length },
        ["source_url"] = $"{site.Address}/wp-content/uploads/{file.Id}/{Uri.EscapeDataString(file.Name)}",
    };

    private static JsonObject Show(LibraryTerm term) => new()
    {
        ["id"] = term.Id,
        ["name"] = WebUtility.HtmlEncode(term.Name),
        ["slug"] = term.Slug,
        ["taxonomy"] = term.Taxonomy == "categories" ? "category" : "post_tag",
    };
}
