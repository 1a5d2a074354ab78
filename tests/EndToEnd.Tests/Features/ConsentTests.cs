using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>
/// Every platform that announces OAuth is connected through its consent page: by a client that carries the code itself, and as a
/// browser does it, by the page's own form and back by redirects, with nothing but the cookie from the start.
/// </summary>
public sealed partial class ConsentTests
{
    internal static readonly string[] Known = ["facebook", "instagram", "linkedin", "mailchimp", "medium", "twitter", "wordpress"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SuiteUnderTest _suite = null!;

    [OneTimeSetUp]
    public async Task StartSuiteAsync() => _suite = await SuiteUnderTest.SharedAsync();

    [Test]
    public async Task Every_platform_that_announces_a_consent_is_connected_below()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        string[] announced = [];

        // A new platform with a consent of its own takes its place in the list, or this fails.
        await Eventually.BecomesTrueAsync(async () => (announced = await AnnouncedAsync(user)).Length >= Known.Length, Patience);

        Assert.That(announced, Is.EquivalentTo(Known));
    }

    [TestCaseSource(nameof(Known))]
    public async Task By_api(string platform)
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var account = NewAccount();
        using (await StartAsync(user, platform))
        {
        }

        await user.Demo.ConnectByConsentAsync(platform, account, CancellationToken.None);

        await AssertConnectedAsync(user, platform, account);
    }

    [TestCaseSource(nameof(Known))]
    public async Task Row_61_as_a_browser_does(string platform)
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var account = NewAccount();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var start = await StartAsync(user, platform);
        var cookie = start.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var page = new Uri((await start.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("authorization_url").GetString()!);
        var form = FormOf(await browser.GetStringAsync(page));
        form["other"] = account;
        form["decision"] = "allow";
        using var consent = await browser.PostAsync(new Uri(page.GetLeftPart(UriPartial.Path)), new FormUrlEncodedContent(form));
        Assert.That(consent.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));

        using var stranger = await browser.GetAsync(consent.Headers.Location);
        using var back = new HttpRequestMessage(HttpMethod.Get, consent.Headers.Location) { Headers = { { "Cookie", cookie } } };
        using var home = await browser.SendAsync(back);

        Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "without the cookie it is somebody else's browser");
        Assert.That(home.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), await home.Content.ReadAsStringAsync());
        Assert.That(home.Headers.Location!.ToString(), Does.StartWith("/settings?").And.Not.Contain("code=").And.Not.Contain("connect_error"));
        if (home.Headers.Location.ToString().Contains("connected=", StringComparison.Ordinal))
        {
            await AssertConnectedAsync(user, platform, account);
        }
    }

    /// <summary>As soon as the platform is announced.</summary>
    internal static Task<HttpResponseMessage> StartAsync(SignedInUser user, string platform) => Eventually.GetAsync(
        async () => await user.Http.GetAsync($"/api/publishing/auth/{platform}?redirect_after=/settings") is { IsSuccessStatusCode: true } started ? started : null,
        Patience,
        $"{platform} is announced");

    internal static string NewAccount() => "x-" + Guid.NewGuid().ToString("N")[..12];

    private static async Task<string[]> AnnouncedAsync(SignedInUser user)
    {
        var answer = await user.Http.CallAsync(HttpMethod.Get, "/api/publishing/platforms");
        return [.. answer.Json.EnumerateArray()
            .Where(platform => platform.GetRawText().Contains("authorize_url", StringComparison.Ordinal))
            .Select(platform => platform.GetProperty("platform").GetString()!)];
    }

    internal static async Task AssertConnectedAsync(SignedInUser user, string platform, string account)
    {
        var answer = await user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/credentials?platform={platform}");
        var connected = answer.Json.GetProperty("items").EnumerateArray().Single();
        Assert.That(connected.GetProperty("health").GetString(), Is.EqualTo("ok"));
        Assert.That(connected.GetRawText(), Does.Contain(account));
    }

    /// <summary>The hidden fields, as the page has them.</summary>
    private static Dictionary<string, string> FormOf(string html) => Hidden().Matches(html)
        .ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[a-z_]+)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Hidden();
}
