using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Limits;

internal static class LimitsExtensions
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        // A line that ends in LF alone is one header to some servers and part of the next to others.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        var services = builder.Services;
        services.AddOptions<RequestLimits>().BindConfiguration(RequestLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimits>().BindConfiguration(RateLimits.Section).Validate(
            limits => limits.AreUsable, "Every rate limit needs permits, a window and a burst above zero.")
            .Validate(limits => limits.SharedPatience > TimeSpan.Zero, "`RateLimits:SharedPatience` must be longer than nothing.").ValidateOnStart();

        services.AddSingleton<SharedBuckets>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedBuckets>());

        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => new ConfigureOptions<KestrelServerOptions>(kestrel =>
        {
            var limits = provider.GetRequiredService<IOptions<RequestLimits>>().Value;
            kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = limits.HeaderCount;
            kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytes;
            kestrel.Limits.RequestHeadersTimeout = limits.HeaderTimeout;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        }));

        services.AddRequestTimeouts();
        services.AddSingleton<IConfigureOptions<RequestTimeoutOptions>>(provider => new ConfigureOptions<RequestTimeoutOptions>(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = provider.GetRequiredService<IOptions<RequestLimits>>().Value.Timeout }));
    }

    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<RateLimits>>().Value.Enabled)
        {
            app.UseMiddleware<RateLimitMiddleware>();
        }
    }

    /// <summary>Behind a proxy of one's own, <c>TrustedProxies</c> names the networks whose word on the client's address counts.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection("TrustedProxies").Get<string[]>() ?? [];
        if (networks.Length == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }
}
