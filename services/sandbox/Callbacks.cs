using System.Net.Http.Headers;
using ContentMultiplier.Sandbox.Facebook;
using ContentMultiplier.Sandbox.Instagram;
using ContentMultiplier.Sandbox.Mailchimp;
using ContentMultiplier.Sandbox.Meta;

namespace ContentMultiplier.Sandbox;

/// <param name="Id">The post's at the platform.</param>
internal sealed record CallbackRequest(string? Url, string? Id, string[]? Events, string? VerifyToken);

/// <summary>Calls that platforms make to whoever asked to be told.</summary>
internal sealed class Callbacks(SandboxOptions options) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public static Task RefuseAsync(HttpContext context) => Answer.ErrorAsync(
        context, StatusCodes.Status400BadRequest, "url is an address on this machine, id a post's, and events names at least one.");

    /// <returns>Nulls when it is answered already.</returns>
    public async Task<(CallbackRequest? Request, Uri? Url)> ReadAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.CallbackRequest) is not { } request)
        {
            return (null, null);
        }

        if (Uri.TryCreate(request.Url, UriKind.Absolute, out var url) && (url.IsLoopback || options.AllowNonLoopback))
        {
            return (request, url);
        }

        await RefuseAsync(context);
        return (null, null);
    }

    public async Task<(int Status, string Body)> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(url, cancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    public async Task<int> PostAsync(Uri url, byte[] body, string contentType, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (header is var (name, value))
        {
            request.Headers.Add(name, value);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        return (int)answer.StatusCode;
    }

    public void Dispose() => http.Dispose();
}

internal static class CallbackExtensions
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services) =>
        services.AddSingleton<Callbacks>().AddSingleton<MailchimpEventWebhook>().AddSingleton<MetaEventWebhook>();

    public static void MapCallbacks(this WebApplication app)
    {
        app.Services.GetRequiredService<MailchimpEventWebhook>().Map(app);
        app.Services.GetRequiredService<MetaEventWebhook>().Map(app, FacebookPlatform.Name);
        app.Services.GetRequiredService<MetaEventWebhook>().Map(app, InstagramPlatform.Name);
    }
}
