using ContentMultiplier.Sandbox.Discord;
using ContentMultiplier.Sandbox.Facebook;
using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Instagram;
using ContentMultiplier.Sandbox.LinkedIn;
using ContentMultiplier.Sandbox.Mail;
using ContentMultiplier.Sandbox.Mailchimp;
using ContentMultiplier.Sandbox.Medium;
using ContentMultiplier.Sandbox.Metrics;
using ContentMultiplier.Sandbox.Page;
using ContentMultiplier.Sandbox.Posts;
using ContentMultiplier.Sandbox.Sendgrid;
using ContentMultiplier.Sandbox.Twitter;
using ContentMultiplier.Sandbox.Wordpress;

namespace ContentMultiplier.Sandbox;

internal static class SandboxApplication
{
    private const long LargestUpload = 26 * 1024 * 1024;

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        // A line, or only an activity, per request would cost more than answering it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Why it does not start is said by whoever catches it, once.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        var options = builder.Configuration.GetSection("Sandbox").Get<SandboxOptions>() ?? new SandboxOptions();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestUpload;
            if (!options.AllowNonLoopback)
            {
                kestrel.ConfigureEndpointDefaults(LoopbackGuard.Check);
            }
        });

        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(options)
            .AddSingleton<SandboxSettings>()
            .AddSingleton<RateLimits>()
            .AddSingleton<SandboxFiles>()
            .AddSingleton<PostStore>()
            .AddSingleton<IRemembered>(services => services.GetRequiredService<PostStore>())
            .AddSingleton<FaultList>()
            .AddSingleton<MetricNumbers>()
            .AddTwitter()
            .AddDiscord()
            .AddWordpress()
            .AddSendgrid()
            .AddMailchimp()
            .AddMedium()
            .AddLinkedIn()
            .AddFacebook()
            .AddInstagram()
            .AddCallbacks()
            .AddMailbox()
            .AddHostedService<FileWriting>();

        var app = builder.Build();
        SandboxMemory.Load(app.Services);

        app.UseMiddleware<FaultMiddleware>();
        foreach (var platform in app.Services.GetServices<IPlatform>())
        {
            platform.Map(app);
        }

        app.MapSettings();
        app.MapFaults();
        app.MapMetrics();
        app.MapJudge();
        app.MapCallbacks();
        app.MapMailbox();
        app.MapPage();
        app.MapGet("/health/live", static context => Answer.TextAsync(context, StatusCodes.Status200OK, "Healthy"));
        app.MapGet("/health/ready", static context => Answer.TextAsync(context, StatusCodes.Status200OK, "Healthy"));
        return app;
    }
}
