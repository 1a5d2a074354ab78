using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks;
using ContentMultiplier.Webhooks.Data;
using ContentMultiplier.Webhooks.Endpoints;
using ContentMultiplier.Webhooks.Notifications;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("webhooks");
builder.AddPostgres<WebhooksDbContext>();
builder.AddMessaging<WebhooksDbContext>();
builder.AddWebhooks();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/publishing/webhooks").MapWebhooks();
app.MapGroup("/api/publishing/test").MapTest();
app.MapGroup("/api/publishing/notifications").MapNotifications();

return await app.RunServiceAsync(args);
