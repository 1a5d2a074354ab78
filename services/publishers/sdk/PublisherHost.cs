using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Ledger;
using ContentMultiplier.Publishing.Media;
using ContentMultiplier.Publishing.Messaging;
using ContentMultiplier.Publishing.Outcomes;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Publishing;

/// <summary>The process of one platform.</summary>
public static class PublisherHost
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync<TPlatform>(string[] args)
        where TPlatform : class, IPlatform, new()
    {
        var builder = WebApplication.CreateBuilder(args);
        var platform = new TPlatform();
        var slug = platform.Describe(builder.Configuration).Slug;

        builder.AddServiceDefaults($"publisher.{slug}");
        builder.Services.AddPublisher(builder.Configuration, platform);
        builder.AddServiceClient<CredentialApi>("auth");
        builder.AddServiceClient<LedgerApi>("results");

        // Large files flow through it, and a form of one may have to be made first.
        builder.AddServiceClient<MediaApi>("media").ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(60));
        builder.Services.AddSingleton<ConfirmedPublisher>(services => services.GetRequiredService<IBus>().PublishConfirmedAsync);
        builder.Services.AddHostedService<Announcer>();
        builder.AddMessaging(
            _ => { },
            (context, bus) => PublisherEndpoints.Configure(context, bus, slug));

        var app = builder.Build();
        app.MapServiceDefaults();
        return await app.RunServiceAsync(args);
    }
}
