using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Webhooks.Data;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("webhooks");
builder.AddPostgres<WebhooksDbContext>();
builder.AddMessaging<WebhooksDbContext>();

var app = builder.Build();
app.MapServiceDefaults();

return await app.RunServiceAsync(args);
