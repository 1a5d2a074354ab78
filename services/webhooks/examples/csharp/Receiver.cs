using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentMultiplier.Webhooks.Examples;

/// <summary>
/// An endpoint for webhooks: <c>app.MapWebhooks("/webhooks", new StandardWebhook(secret, TimeProvider.System), HandleAsync)</c>.
/// </summary>
public static class Receiver
{
    public static void MapWebhooks(this IEndpointRouteBuilder app, string path, StandardWebhook webhook, Func<JsonElement, Task> handle)
    {
        // An event may come twice and keeps its id. Keep the ids where your data is; here they last as long as the process.
        ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);

        app.MapPost(path, async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            var id = request.Headers["webhook-id"].ToString();
            if (!webhook.Verify(id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], body.ToArray()))
            {
                return Results.BadRequest();
            }

            if (seen.TryAdd(id, true))
            {
                using var document = JsonDocument.Parse(body.ToArray());
                await handle(document.RootElement.Clone());
            }

            // Within 15 seconds, or it counts as failed: put long work aside first.
            return Results.NoContent();
        });
    }
}
