using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Mail;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Endpoints;
using ContentMultiplier.Webhooks.Events;
using ContentMultiplier.Webhooks.Notifications;

namespace ContentMultiplier.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddIdempotencyKeys();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<AddressRules>();
        services.AddSmtp();
        services.AddSingleton<NotificationPump>();
        services.AddSingleton<NotificationItems>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<AccountStates>();
        services.AddSingleton<Lanes>();
        services.AddSingleton<DeliveryRows>();
        services.AddSingleton<DeliverySender>();
        services.AddSingleton<DeliveryJournal>();
        services.AddSingleton<DeliveryPump>();

        // Stopped in the opposite order: what is under way is still written down.
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryJournal>());
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryPump>());
        services.AddHostedService(provider => provider.GetRequiredService<NotificationPump>());
        services.AddHostedService<EventSweep>();
        services.AddHostedService<EndpointCensus>();
    }
}
