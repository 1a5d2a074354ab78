using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A service of the user hears what became of a post, and that it is the suite who says so.</summary>
public sealed class WebhookTests
{
    private readonly ConcurrentQueue<(string Type, Guid PostId, string Expected, string Signature)> _heard = new();

    [Test]
    [Delivers("post.published", "publication.published")]
    public async Task What_is_published_is_told_signed()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        var account = await user.ConnectDiscordAsync(suite);
        var secret = "";
        await using var receiver = await StartReceiverAsync(context => TakeAsync(context, secret));
        var created = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/webhooks", JsonSerializer.Serialize(new
        {
            url = $"{receiver.Urls.First()}/hooks",
            events = new[] { "post.published", "publication.published" },
        }));
        secret = created.Json.GetProperty("secret").GetString()!;

        var published = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/publish", JsonSerializer.Serialize(new
        {
            post = new { content = Publisher.NewText("Told") },
            targets = new[] { new { account_id = account } },
        }));
        var post = published.Json.GetProperty("post_id").GetGuid();
        await Eventually.BecomesTrueAsync(() => _heard.Count(one => one.PostId == post) >= 2, TimeSpan.FromSeconds(90));
        var deliveries = await user.Http.CallAsync(
            HttpMethod.Get, $"/api/publishing/webhooks/{created.Json.GetProperty("id").GetGuid()}/deliveries");

        Assert.Multiple(() =>
        {
            Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.ToString());
            Assert.That(_heard.Select(one => one.Type), Is.EquivalentTo(new[] { "post.published", "publication.published" }));
            Assert.That(_heard.Select(one => one.Signature), Is.EqualTo(_heard.Select(one => one.Expected)));
            Assert.That(deliveries.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(2));
        });
    }

    private static async Task<WebApplication> StartReceiverAsync(RequestDelegate take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/hooks", take);
        await app.StartAsync();
        return app;
    }

    private async Task TakeAsync(HttpContext context, string secret)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}."), .. body.ToArray()];
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        using var json = JsonDocument.Parse(body.ToArray());
        _heard.Enqueue((
            json.RootElement.GetProperty("type").GetString()!, json.RootElement.GetProperty("data").GetProperty("post_id").GetGuid(),
            "v1," + expected, headers["webhook-signature"].ToString()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
