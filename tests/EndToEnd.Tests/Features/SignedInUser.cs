using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Demo;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A user with a session, for what a key cannot do: keys themselves, tokens, and every right at once.</summary>
internal sealed class SignedInUser
{
    private SignedInUser(Uri gateway)
    {
        Http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(60) };
        Demo = new DemoApi(Http);
    }

    public HttpClient Http { get; }

    public DemoApi Demo { get; }

    public string Email { get; } = $"{Guid.NewGuid():N}@example.com";

    public string Password { get; } = "pass-" + Guid.NewGuid().ToString("N");

    public JsonElement Tokens { get; private set; }

    public static async Task<SignedInUser> RegisterAsync(SuiteUnderTest suite)
    {
        var user = new SignedInUser(suite.Gateway);
        await user.Demo.RegisterAsync(user.Email, user.Password, "Somebody", CancellationToken.None);
        var answer = await user.Http.CallAsync(
            HttpMethod.Post, "/api/auth/login", JsonSerializer.Serialize(new { email = user.Email, password = user.Password }));
        user.Tokens = answer.Json;
        user.Demo.Use(user.Tokens.GetProperty("access_token").GetString()!);
        return user;
    }

    /// <returns>The id of the account.</returns>
    public async Task<Guid> ConnectDiscordAsync(SuiteUnderTest suite, SandboxWebhook? webhook = null)
    {
        webhook ??= await suite.Sandbox.CreateWebhookAsync("hook-" + Guid.NewGuid().ToString("N")[..8]);
        var connected = await Eventually.GetAsync(
            async () =>
            {
                var answer = await Http.CallAsync(
                    HttpMethod.Post,
                    "/api/publishing/credentials",
                    JsonSerializer.Serialize(new { platform = "discord", fields = new { webhook_url = webhook.Url } }));
                return answer.Status == System.Net.HttpStatusCode.Created ? answer : null;
            },
            TimeSpan.FromSeconds(60));
        var account = connected.Json.GetProperty("accounts")[0].GetProperty("account_id").GetGuid();
        await SuiteClient.WhenPublishableAsync(Http, account);
        return account;
    }
}
