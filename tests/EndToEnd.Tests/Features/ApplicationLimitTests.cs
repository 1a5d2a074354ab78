using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>
/// A platform has had enough of the whole application: in a suite of their own, because nobody else could publish there meanwhile.
/// </summary>
public sealed class ApplicationLimitTests
{
    private const int Seconds = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SuiteUnderTest _suite = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _suite = await SuiteUnderTest.StartAsync(new Dictionary<string, string>());

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [TestCase("facebook", 400, """{"error":{"message":"(#4) Application request limit reached","type":"OAuthException","code":4,"fbtrace_id":"A"}}""")]
    [TestCase("discord", 429, """{"message":"You are being rate limited.","retry_after":25.0,"global":true}""")]
    public async Task Everybodys_accounts_wait_and_are_not_refused_one_after_another(string platform, int status, string body)
    {
        using var one = await _suite.RegisterAsync();
        using var other = await _suite.RegisterAsync();
        var (refused, waiting) = (await ConnectAsync(one, platform), await ConnectAsync(other, platform));
        await _suite.Sandbox.AddFaultAsync(new { platform, kind = "status", status, body, retry_after = Seconds });

        var first = (await one.PublishAsync(Publisher.NewText("One too many"), refused)).PostId;
        var until = (await WaitingAsync(one, first)).NextTryAt!.Value;

        // Whoever was refused knows it by heart; what another process of the platform does, results decides.
        await _suite.Processes.Suite.KillAsync("publisher-" + platform);
        await _suite.ReviveAsync("publisher-" + platform);
        var second = (await other.PublishAsync(Publisher.NewText("Of somebody else"), waiting)).PostId;
        var held = await WaitingAsync(other, second);

        Assert.Multiple(() =>
        {
            Assert.That(held.Problem!.Category, Is.EqualTo(FailureCategories.RateLimited));
            Assert.That(held.Problem.Detail, Does.Contain("all its accounts"));
            Assert.That(held.NextTryAt, Is.EqualTo(until).Within(TimeSpan.FromSeconds(1)));
            Assert.That(held.Attempts, Is.Empty, "it was not sent to be refused");
        });
        foreach (var (client, post) in new[] { (one, first), (other, second) })
        {
            var publication = (await client.WaitUntilSettledAsync(post, Patience)).Publications.Single();
            Assert.That((publication.Status, publication.PublishedAt >= until), Is.EqualTo((PublicationStatus.Published, true)), $"{publication}");
        }
    }

    private static Task<ConnectedAccount> ConnectAsync(SuiteClient client, string platform) =>
        platform == "discord" ? client.ConnectDiscordAsync() : client.ConnectByConsentAsync(platform);

    private static async Task<PublicationResponse> WaitingAsync(SuiteClient client, Guid post) => await Eventually.GetAsync<PublicationResponse>(
        async () => (await client.StatusAsync(post)).Publications is [{ Status: PublicationStatus.Scheduled, NextTryAt: not null } publication] ? publication : null,
        Patience);
}
