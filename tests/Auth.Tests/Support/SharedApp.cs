namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>One service for all tests that do not need their own settings; they keep apart by having their own users.</summary>
internal static class SharedApp
{
    private static readonly Lazy<Task<AuthApp>> Started = new(() => AuthApp.StartAsync());

    public static Task<AuthApp> GetAsync() => Started.Value;

    public static async Task StopAsync()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
