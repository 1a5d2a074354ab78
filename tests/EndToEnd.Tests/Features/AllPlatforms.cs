using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>One user with one account on each platform.</summary>
internal sealed class AllPlatforms(SuiteUnderTest suite, SuiteClient client, IReadOnlyDictionary<string, Guid> accounts)
{
    private static readonly Lazy<Task<AllPlatforms>> TheOne = new(CreateAsync);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public SuiteUnderTest Suite => suite;

    public SuiteClient Client => client;

    public IReadOnlyDictionary<string, Guid> Accounts => accounts;

    public static Task<AllPlatforms> SharedAsync() => TheOne.Value;

    /// <summary>What a platform cannot do without.</summary>
    public static JsonElement? OptionsOf(string platform) =>
        platform == "sendgrid" ? JsonSerializer.SerializeToElement(new { to = new[] { "reader@example.com" } }) : null;

    public TargetRequest To(string platform, string? contentType = null) =>
        new() { AccountId = accounts[platform], ContentType = contentType, Options = OptionsOf(platform) };

    public async Task<IReadOnlyList<PublicationResponse>> PublishAsync(PublishRequest request)
    {
        var accepted = await client.PublishAsync(request);
        return await Eventually.GetAsync(
            async () => (await client.StatusAsync(accepted.PostId)).Publications is { } all && all.All(one => one.Status is "published" or "failed") ? all : null,
            Patience,
            "all publications have settled");
    }

    private static async Task<AllPlatforms> CreateAsync()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var client = await suite.RegisterAsync();
        var accounts = new Dictionary<string, Guid> { ["discord"] = (await client.ConnectDiscordAsync()).Id };
        foreach (var platform in new[] { "twitter", "linkedin", "facebook", "instagram" })
        {
            accounts[platform] = (await client.ConnectByConsentAsync(platform)).Id;
        }

        foreach (var (platform, fields) in await FieldsAsync(suite.Sandbox))
        {
            var connected = await Eventually.GetAsync(
                async () => await client.PostAsync("/api/publishing/credentials", new { platform, fields }) is { Status: HttpStatusCode.Created } answer ? answer : null,
                Patience,
                $"{platform} is announced and connected");
            accounts[platform] = connected.Json.GetProperty("accounts")[0].GetProperty("account_id").GetGuid();
            var trial = new PublishRequest
            {
                Post = new() { Title = "A trial", Content = "A trial" },
                Targets = [new() { AccountId = accounts[platform], Options = OptionsOf(platform) }],
            };
            await Eventually.GetAsync(
                async () => await client.PostAsync("/api/publishing/publish?dry_run=true", trial) is { Status: HttpStatusCode.OK } answer ? answer : null,
                Patience,
                $"{platform} can be published to");
        }

        return new AllPlatforms(suite, client, accounts);
    }

    private static async Task<Dictionary<string, object>> FieldsAsync(SandboxControl sandbox)
    {
        var name = "all-" + Guid.NewGuid().ToString("N")[..8];
        var site = await sandbox.CreateAsync("wordpress/sites", new { name });
        return new()
        {
            ["wordpress"] = new { site_url = Text(site, "site_url"), username = Text(site, "username"), application_password = Text(site, "application_password") },
            ["sendgrid"] = new { api_key = Text(await sandbox.CreateAsync("sendgrid/keys", new { name }), "api_key"), from_email = "all@example.com" },
            ["mailchimp"] = new { api_key = Text(await sandbox.CreateAsync("mailchimp/audiences", new { name }), "api_key") },
            ["medium"] = new { integration_token = Text(await sandbox.CreateAsync("medium/writers", new { name }), "integration_token") },
        };
    }

    private static string Text(JsonElement made, string member) => made.GetProperty(member).GetString()!;
}
