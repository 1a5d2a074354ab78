using System.Globalization;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.OAuth;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Medium;

/// <summary>Medium's API under <c>/medium/v1</c>: stories go in, and can be neither listed nor read.</summary>
internal sealed class MediumPlatform(
    MediumWriters writers, PostStore posts, RateLimits limits, Snowflakes ids, TimeProvider time, OAuthGrants grants, ConsentPage consent) : IPlatform
{
    public const string Name = "medium";

    private const string Api = $"/{Name}/v1";
    private const string Consent = $"/{Name}/authorize-host/m/oauth/authorize";
    private const int TokenSeconds = 60 * 24 * 60 * 60;
    private const int LargestBody = 1024 * 1024;
    private const int MostTags = 3;
    private const int LongestTag = 25;

    public static readonly string[] Scopes = ["basicProfile", "publishPost", "listPublications"];

    private static readonly RateLimit Usual = new(1000, 1);
    private static readonly string[] Formats = ["html", "markdown"];
    private static readonly string[] Statuses = ["public", "draft", "unlisted"];

    private static readonly string[] Licenses =
    [
        "all-rights-reserved", "cc-40-by", "cc-40-by-sa", "cc-40-by-nd", "cc-40-by-nc", "cc-40-by-nc-nd", "cc-40-by-nc-sa", "cc-40-zero", "public-domain",
    ];

    private static readonly string[] Pictures = ["image/jpeg", "image/png", "image/gif", "image/tiff"];

    public string Slug => Name;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Api}/me", (RequestDelegate)ShowAsync);
        routes.MapGet($"{Api}/users/{{id}}/publications", (RequestDelegate)ListPublicationsAsync);
        routes.MapPost($"{Api}/users/{{id}}/posts", (RequestDelegate)(context => CreateAsync(context, inPublication: false)));
        routes.MapPost($"{Api}/publications/{{id}}/posts", (RequestDelegate)(context => CreateAsync(context, inPublication: true)));
        routes.MapPost($"{Api}/images", (RequestDelegate)UploadAsync);
        routes.MapGet(Consent, (RequestDelegate)consent.ShowAsync);
        routes.MapPost(Consent, (RequestDelegate)consent.DecideAsync);
        routes.MapPost($"{Api}/tokens", (RequestDelegate)new CodeExchange(grants, GrantAsync).IssueAsync);
        routes.MapPost("/_sandbox/medium/writers", (RequestDelegate)CreateWriterAsync);
    }

    public bool IsCreate(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value is { } path && path.StartsWith(Api, StringComparison.Ordinal) && path.EndsWith("/posts", StringComparison.Ordinal);

    public bool IsFrom(HttpRequest request, string account) => WriterOf(request)?.Name == account;

    public Task RefuseAsync(HttpContext context, int status) => RefuseAsync(context, status, status >= 500 ? "Internal error" : "The request was refused.");

    public Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter)
    {
        retryAfter.Write(context.Response);
        return RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Rate limit exceeded");
    }

    private async Task CreateAsync(HttpContext context, bool inPublication)
    {
        var arrived = time.GetUtcNow();
        if (await OpenAsync(context) is not { } writer)
        {
            return;
        }

        var place = (string)context.Request.RouteValues["id"]!;
        if (place != (inPublication ? writer.PublicationId : writer.Id))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "The user does not have permission to post there.");
            return;
        }

        if (!limits.Take(Name, writer.Name, Usual).Allowed)
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Rate limit exceeded");
            return;
        }

        var raw = await RequestBody.ReadAsync(context, LargestBody) ?? [];
        var story = RequestBody.Parse(raw, SandboxJson.Default.StoryRequest);
        if (FindMistake(story) is { } mistake)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, mistake);
            return;
        }

        var id = ids.Next().ToString("x", CultureInfo.InvariantCulture);
        var status = story!.PublishStatus ?? "public";
        var post = new Post
        {
            Platform = Name,
            Account = writer.Name,
            AccountName = writer.Name,
            Id = id,
            Url = $"https://medium.com/@{writer.Name}/{id}",
            Text = story.Content!,
            At = arrived,
            Raw = Post.Cut(raw),
        };
        posts.Accept(post);
        var answer = new JsonObject
        {
            ["id"] = id,
            ["title"] = story.Title?.Length <= 100 ? story.Title : "",
            ["authorId"] = writer.Id,
            ["tags"] = new JsonArray([.. (story.Tags ?? []).OfType<string>().Where(tag => tag.Length <= LongestTag).Take(MostTags).Select(tag => (JsonNode)tag)]),
            ["url"] = post.Url,
            ["canonicalUrl"] = story.CanonicalUrl ?? "",
            ["publishStatus"] = status,
            ["license"] = story.License ?? "all-rights-reserved",
        };
        if (status != "draft")
        {
            answer["publishedAt"] = arrived.ToUnixTimeMilliseconds();
        }

        if (inPublication)
        {
            answer["publicationId"] = place;
        }

        await AnswerAsync(context, StatusCodes.Status201Created, answer);
    }

    private static string? FindMistake(StoryRequest? story) => story switch
    {
        null => "The body is no JSON object.",
        _ when string.IsNullOrEmpty(story.Title) => "Missing field: title",
        _ when !Formats.Contains(story.ContentFormat) => "contentFormat must be html or markdown",
        _ when string.IsNullOrEmpty(story.Content) => "Missing field: content",
        { PublishStatus: { } status } when !Statuses.Contains(status) => "publishStatus must be public, draft or unlisted",
        { License: { } license } when !Licenses.Contains(license) => "license is unknown",
        _ => null,
    };

    private async Task UploadAsync(HttpContext context)
    {
        if (await OpenAsync(context) is null)
        {
            return;
        }

        var file = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted)).Files.GetFile("image") : null;
        await (file is not null && Pictures.Contains(file.ContentType)
            ? AnswerAsync(context, StatusCodes.Status201Created, new JsonObject
            {
                ["url"] = $"https://cdn-images-1.medium.com/sandbox/{ids.Next()}-{Uri.EscapeDataString(file.FileName)}", ["md5"] = "",
            })
            : RefuseAsync(context, StatusCodes.Status400BadRequest, "image must be a jpeg, png, gif or tiff"));
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await OpenAsync(context) is { } writer)
        {
            await AnswerAsync(context, StatusCodes.Status200OK, new JsonObject
            {
                ["id"] = writer.Id, ["username"] = writer.Name, ["name"] = writer.Name, ["url"] = $"https://medium.com/@{writer.Name}", ["imageUrl"] = "",
            });
        }
    }

    private async Task ListPublicationsAsync(HttpContext context)
    {
        if (await OpenAsync(context) is not { } writer)
        {
            return;
        }

        var publications = writer.PublicationId is { } id
            ? new JsonArray(new JsonObject { ["id"] = id, ["name"] = $"{writer.Name} publication", ["description"] = "", ["url"] = $"https://medium.com/{writer.Name}" })
            : [];
        await AnswerAsync(context, StatusCodes.Status200OK, publications);
    }

    private async Task CreateWriterAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.WriterRequest) is not { } request)
        {
            return;
        }

        await (request.Name is { Length: > 0 and <= 60 } name && writers.Create(name, request.WithPublication) is var writer
            ? Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject
            {
                ["name"] = writer.Name, ["integration_token"] = writer.Token, ["id"] = writer.Id, ["publication_id"] = writer.PublicationId,
            })
            : Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "name has between 1 and 60 characters."));
    }

    /// <summary>Medium tells the end of a token as a time in milliseconds.</summary>
    private Task GrantAsync(HttpContext context, OAuthCode code)
    {
        var token = grants.Issue(code.Account, code.ClientId, code.Scopes, TokenSeconds);
        return Answer.NodeAsync(context, StatusCodes.Status201Created, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = token.Value,
            ["scope"] = new JsonArray([.. token.Scopes.Select(scope => (JsonNode)scope)]),
            ["expires_at"] = token.ExpiresAt!.Value.ToUnixTimeMilliseconds(),
        });
    }

    /// <summary>Opened by an integration token, or by a consent.</summary>
    private MediumWriter? WriterOf(HttpRequest request) =>
        writers.Find(request) ?? (grants.Find(request) is { } token ? writers.Of(token.Account) : null);

    /// <returns>Null when it is answered already.</returns>
    private async Task<MediumWriter?> OpenAsync(HttpContext context)
    {
        var writer = WriterOf(context.Request);
        if (writer is null)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Token was invalid.");
        }

        return writer;
    }

    private static Task AnswerAsync(HttpContext context, int status, JsonNode data) =>
        Answer.NodeAsync(context, status, new JsonObject { ["data"] = data });

    private static Task RefuseAsync(HttpContext context, int status, string message) =>
        Answer.NodeAsync(context, status, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["code"] = status }) });
}

internal static class MediumServices
{
    // The epoch of these numbers is nobody's but the sandbox's.
    private const long Epoch = 1_600_000_000_000;

    public static IServiceCollection AddMedium(this IServiceCollection services) => services
        .AddKeyedSingleton(MediumPlatform.Name, (provider, _) => new OAuthGrants(
            MediumPlatform.Name, provider.GetRequiredService<SandboxFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IRemembered>(Grants)
        .AddSingleton<MediumWriters>()
        .AddSingleton<IRemembered>(provider => provider.GetRequiredService<MediumWriters>())
        .AddSingleton<IPlatform>(provider => ActivatorUtilities.CreateInstance<MediumPlatform>(
            provider,
            new Snowflakes(Epoch, provider.GetRequiredService<TimeProvider>()),
            Grants(provider),
            new ConsentPage(MediumPlatform.Name, Grants(provider), ',', MediumPlatform.Scopes)));

    private static OAuthGrants Grants(IServiceProvider services) => services.GetRequiredKeyedService<OAuthGrants>(MediumPlatform.Name);
}
