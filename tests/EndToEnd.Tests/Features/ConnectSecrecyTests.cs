using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>
/// What accounts of every platform are connected with, good or refused, stands in no log, trace, queue or database byte: sealed
/// columns among them, because sealed it is not to be found there either.
/// </summary>
public sealed class ConnectSecrecyTests
{
    private const string Canary = "canary5a4db0c0ffee5a4db0c0ffee00";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] ByConsent = ["facebook", "instagram", "linkedin", "mailchimp", "twitter", "wordpress"];

    private static readonly (string Platform, object Good, object Refused)[] ByFields =
    [
        ("wordpress",
            new { site_url = "https://sandbox-wordpress.example", username = "sandbox", application_password = "sand sand boxs boxs sand sand" },
            new { site_url = "https://sandbox-wordpress.example", username = "sandbox", application_password = Canary }),
        ("sendgrid",
            new { api_key = "SG.sandbox-sendgrid.sandbox-sendgrid-key-0123456789", from_email = "news@example.com", from_name = "sandbox-sendgrid" },
            new { api_key = $"SG.{Canary}.{Canary}", from_email = "news@example.com", from_name = "sandbox-sendgrid" }),
        ("mailchimp", new { api_key = "0123456789abcdef0123456789abcdef-us1" }, new { api_key = Canary["canary".Length..] + "00000000-us1" }),
        ("medium", new { integration_token = "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0" }, new { integration_token = Canary + Canary }),
    ];

    private static readonly string[] GivenByHand =
    [
        Canary, Canary["canary".Length..], "sandsandboxsboxssandsand", "sand sand boxs boxs sand sand", "sandbox-sendgrid-key-0123456789",
        "0123456789abcdef0123456789abcdef-us1", "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0",
    ];

    [Test]
    public async Task Row_94_nothing_that_accounts_are_connected_with_is_found_anywhere()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        await ConnectEverythingAsync(suite, user);
        var search = await SecretSearch.ForAsync(suite, GivenByHand);
        Assert.That(search.Secrets, Is.GreaterThan(GivenByHand.Length + ByConsent.Length));

        Assert.That(await search.FindAsync(), Is.Empty);
    }

    private static async Task ConnectEverythingAsync(SuiteUnderTest suite, SignedInUser user)
    {
        await user.ConnectDiscordAsync(suite);
        foreach (var (platform, good, refused) in ByFields)
        {
            var answer = await Eventually.GetAsync(
                async () => await ConnectAsync(user, platform, good) is { Status: HttpStatusCode.Created } connected ? connected : null,
                Patience,
                $"{platform} is announced and connected");
            Assert.That(GivenByHand.Where(answer.Body.Contains), Is.Empty, platform);

            var no = await ConnectAsync(user, platform, refused);
            Assert.That((int)no.Status, Is.GreaterThanOrEqualTo(400), no.ToString());
            Assert.That(GivenByHand.Where(no.Body.Contains), Is.Empty, platform);
        }

        foreach (var platform in ByConsent)
        {
            await Eventually.BecomesTrueAsync(
                async () => (await user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/auth/{platform}")).Status == HttpStatusCode.OK, Patience);
            await user.Demo.ConnectByConsentAsync(platform, "x-" + Guid.NewGuid().ToString("N")[..12], CancellationToken.None);
        }
    }

    private static Task<Answer> ConnectAsync(SignedInUser user, string platform, object fields) => user.Http.CallAsync(
        HttpMethod.Post, "/api/publishing/credentials", JsonSerializer.Serialize(new { platform, fields }));
}
