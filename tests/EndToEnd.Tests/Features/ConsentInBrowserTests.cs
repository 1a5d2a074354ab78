using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>
/// Every platform that announces OAuth is connected by a person in a browser: a page of ours asks for the consent page with the
/// user's token, the person presses a button there, and the browser comes back by itself with the cookie that it was given.
/// </summary>
public sealed class ConsentInBrowserTests
{
    /// <summary>The lightest page of the gateway, in the place of an application's own.</summary>
    private const string Home = "/health/live";

    private SuiteUnderTest _suite = null!;
    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _browser = await Browser.StartAsync() ?? throw new IgnoreException("There is no Chromium here, and it can only be installed by root on Debian.");
        _suite = await SuiteUnderTest.SharedAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [TestCaseSource(typeof(ConsentTests), nameof(ConsentTests.Known))]
    public async Task A_person_connects(string platform)
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var account = ConsentTests.NewAccount();
        var page = await OpenConsentAsync(user, platform);

        await page.FillAsync("input[name=other]", account);
        var answer = await DecideAsync(page, "allow");
        if (answer.TryGetValue("choose", out var chosen))
        {
            Assert.That(chosen, Is.EqualTo(platform));
            await ChooseAsync(user, platform, answer["connection_id"], account);
        }
        else
        {
            Assert.That(answer, Does.ContainKey("connected").WithValue(platform));
        }

        await ConsentTests.AssertConnectedAsync(user, platform, account);
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task A_person_refuses()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var page = await OpenConsentAsync(user, "twitter");

        var answer = await DecideAsync(page, "deny");

        Assert.That(answer, Does.ContainKey("connect_error").WithValue("authorization_denied"));
        var accounts = await user.Http.CallAsync(HttpMethod.Get, "/api/publishing/credentials");
        Assert.That(accounts.Json.GetProperty("items").GetArrayLength(), Is.Zero);
        await page.Context.CloseAsync();
    }

    /// <summary>As an application's page does it, so that the browser itself keeps the cookie.</summary>
    private async Task<IPage> OpenConsentAsync(SignedInUser user, string platform)
    {
        using (await ConsentTests.StartAsync(user, platform))
        {
        }

        var page = await _browser.OpenAsync(new Uri(_suite.Gateway, Home));
        var consent = await page.EvaluateAsync<string>(
            """
            async ([path, token]) => {
                const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
                return (await answer.json()).authorization_url;
            }
            """,
            new[] { $"/api/publishing/auth/{platform}?redirect_after={Home}", user.Tokens.GetProperty("access_token").GetString()! });
        await page.GotoAsync(consent);
        return page;
    }

    /// <returns>What the callback told the application's page in its address.</returns>
    private async Task<Dictionary<string, string>> DecideAsync(IPage page, string decision)
    {
        var home = new Uri(_suite.Gateway, Home).AbsoluteUri + "?";
        await page.ClickAsync($"button[value={decision}]");
        await page.WaitForURLAsync(address => address.StartsWith(home, StringComparison.Ordinal), new() { WaitUntil = WaitUntilState.Commit, Timeout = 60_000 });
        return QueryHelpers.ParseQuery(new Uri(page.Url).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    private static async Task ChooseAsync(SignedInUser user, string platform, string connection, string account)
    {
        var choices = await user.Http.CallAsync(HttpMethod.Get, $"/api/publishing/auth/{platform}/accounts?connection_id={connection}");
        var chosen = choices.Json.GetProperty("accounts_to_choose_from").EnumerateArray()
            .First(choice => choice.GetRawText().Contains(account, StringComparison.Ordinal)).GetProperty("account_id").GetString()!;
        await user.Http.CallAsync(
            HttpMethod.Post, $"/api/publishing/auth/{platform}/accounts", JsonSerializer.Serialize(new { connection_id = connection, account_ids = new[] { chosen } }));
    }
}
