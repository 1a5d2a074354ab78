using ContentMultiplier.Local.Servers;
using Microsoft.Playwright;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>A real browser: its own cookies, its own idea of where they go, and of which redirects are followed.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly IPlaywright _driver;
    private readonly IBrowser _chromium;

    private Browser(IPlaywright driver, IBrowser chromium)
    {
        _driver = driver;
        _chromium = chromium;
    }

    /// <returns>Null where there is none and none can be installed.</returns>
    public static async Task<Browser?> StartAsync()
    {
        if (await ChromiumBrowser.FindAsync(TestContext.Progress.WriteLine, CancellationToken.None) is not { } program)
        {
            return null;
        }

        var driver = await Playwright.CreateAsync();
        return new(driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = program, Headless = true, Timeout = Patience }));
    }

    /// <summary>A page of somebody who has never been here.</summary>
    public async Task<IPage> OpenAsync(Uri address)
    {
        var profile = await _chromium.NewContextAsync();
        profile.SetDefaultTimeout(Patience);
        profile.SetDefaultNavigationTimeout(Patience);
        var page = await profile.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _driver.Dispose();
    }
}
