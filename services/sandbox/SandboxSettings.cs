namespace ContentMultiplier.Sandbox;

/// <summary>What tests turn while the sandbox runs.</summary>
internal sealed class SandboxSettings
{
    public const int UsualAccessTokenSeconds = 7200;

    private volatile SettingsView current = new(UsualAccessTokenSeconds, null);

    public SettingsView Current => current;

    public void Apply(SettingsView change) => current = new SettingsView(
        change.AccessTokenSeconds ?? current.AccessTokenSeconds,
        change.RateLimits ?? current.RateLimits);
}

/// <param name="AccessTokenSeconds">The life of access tokens issued from now on.</param>
/// <param name="RateLimits">Creates per account, by platform slug; a platform that is not named has no limit.</param>
internal sealed record SettingsView(int? AccessTokenSeconds, Dictionary<string, RateLimit>? RateLimits);

internal sealed record RateLimit(int Requests, int Seconds);

internal static class SettingsEndpoints
{
    private const string Path = "/_sandbox/settings";

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var settings = routes.ServiceProvider.GetRequiredService<SandboxSettings>();
        routes.MapGet(Path, (RequestDelegate)(context => ShowAsync(context, settings)));
        routes.MapPost(Path, (RequestDelegate)(context => ChangeAsync(context, settings)));
    }

    private static async Task ChangeAsync(HttpContext context, SandboxSettings settings)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.SettingsView) is not { } change)
        {
            return;
        }

        if (change.AccessTokenSeconds is < 0 || change.RateLimits?.Values.Any(limit => limit is null || limit.Requests < 1 || limit.Seconds < 1) == true)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "Seconds and requests are positive numbers.");
            return;
        }

        settings.Apply(change);
        await ShowAsync(context, settings);
    }

    private static Task ShowAsync(HttpContext context, SandboxSettings settings) =>
        context.Response.WriteAsJsonAsync(settings.Current, SandboxJson.Default.SettingsView, cancellationToken: context.RequestAborted);
}
