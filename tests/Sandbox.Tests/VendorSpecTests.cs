using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

/// <summary>What the sandbox answers is a shape that the vendor's own description allows.</summary>
internal sealed class VendorSpecTests
{
    private const string Fields =
        "post.fields=created_at,conversation_id,entities,referenced_posts,in_reply_to_user_id,public_metrics,author_id,text";

    [Test]
    public async Task X_answers_validate()
    {
        var spec = VendorSpec.Load("x/openapi.json");
        await using var server = await SandboxServer.StartAsync();
        var user = await server.SignInAsync("writer");
        using var created = await user.TweetAsync("First & foremost https://example.com/a?b=c");
        var first = await created.ReadAsync(201);
        var id = first.GetProperty("data").GetProperty("id").GetString();
        await user.TweetForIdAsync("Second", id);

        using (Assert.EnterMultipleScope())
        {
            spec.AssertValid(first, "CreatePostsResponse");
            spec.AssertValid(await user.GetAsync("users/me?user.fields=verified,subscription_type,created_at"), "GetUsersMeResponse");
            spec.AssertValid(await user.GetAsync($"users/{user.UserId}/tweets?max_results=5&{Fields}"), "GetUsersPostsResponse");
            spec.AssertValid(await user.GetAsync($"tweets/{id}?{Fields}"), "GetPostsByIdResponse");
            spec.AssertValid(await user.GetAsync("tweets/1"), "GetPostsByIdResponse");
            using var empty = await user.TweetAsync("");
            spec.AssertValid(await empty.ReadAsync(400), "Problem");
            using var deleted = await user.SendAsync(HttpMethod.Delete, $"tweets/{id}");
            spec.AssertValid(await deleted.ReadAsync(200), "DeletePostsResponse");
        }
    }

    [Test]
    public async Task Discord_answers_validate()
    {
        var spec = VendorSpec.Load("discord/openapi.json");
        await using var server = await SandboxServer.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { JsonContent.Create(new { content = "with a file", embeds = new[] { new { title = "T", fields = new[] { new { name = "a", value = "b" } } } } }), "payload_json" },
            { new ByteArrayContent([1, 2, 3]), "files[0]", "a.png" },
        };
        using var created = await server.Client.PostAsync(SandboxServer.DiscordPath + "?wait=true", form);
        var message = await created.ReadAsync(200);
        var id = message.GetProperty("id").GetString();

        using (Assert.EnterMultipleScope())
        {
            spec.AssertValid(message, "MessageResponse");
            spec.AssertValid(await server.Client.GetFromJsonAsync<JsonElement>($"{SandboxServer.DiscordPath}/messages/{id}"), "MessageResponse");
            spec.AssertValid(await server.Client.GetFromJsonAsync<JsonElement>(SandboxServer.DiscordPath), "GuildIncomingWebhookResponse");
            using var empty = await server.SendToDiscordAsync(new { content = "" });
            spec.AssertValid(await empty.ReadAsync(400), "Error");
            await server.ControlAsync("faults", new { platform = "discord", kind = "rate_limit", retry_after = 0.5 });
            using var limited = await server.SendToDiscordAsync(new { content = "x" });
            spec.AssertValid(await limited.ReadAsync(429), "RatelimitedResponse");
        }
    }

    [Test]
    public async Task Discord_answers_to_a_bot_validate()
    {
        var spec = VendorSpec.Load("discord/openapi.json");
        await using var server = await SandboxServer.StartAsync();
        var bot = await DiscordBot.CreateAsync(server);
        using var created = await bot.SendAsync(HttpMethod.Post, "messages", new { content = "Hello", nonce = "n1", enforce_nonce = true });
        var message = await created.ReadAsync(200);
        using var listed = await bot.SendAsync(HttpMethod.Get, "messages?limit=10");
        using var channel = await bot.SendAsync(HttpMethod.Get, "");
        using var thread = await bot.SendAsync(HttpMethod.Post, $"messages/{message.GetProperty("id")}/threads", new { name = "Talk" });
        using var me = await bot.CallAsync(HttpMethod.Get, "users/@me");
        using var edited = await bot.SendAsync(HttpMethod.Patch, $"messages/{message.GetProperty("id")}", new { content = "Changed" });
        using var refused = await (bot with { Token = "wrong" }).SendAsync(HttpMethod.Get, "messages");

        using (Assert.EnterMultipleScope())
        {
            spec.AssertValid(message, "MessageResponse");
            spec.AssertValid(await edited.ReadAsync(200), "MessageResponse");
            spec.AssertValid((await listed.ReadAsync(200))[0], "MessageResponse");
            spec.AssertValid(await channel.ReadAsync(200), "GuildChannelResponse");
            spec.AssertValid(await thread.ReadAsync(201), "CreatedThreadResponse");
            spec.AssertValid(await me.ReadAsync(200), "UserPIIResponse");
            spec.AssertValid(await refused.ReadAsync(401), "Error");
        }
    }
}
