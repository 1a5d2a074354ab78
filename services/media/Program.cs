using ContentMultiplier.Media;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Data;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.References;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("media");
builder.AddPostgres<MediaDbContext>();
builder.AddMessaging<MediaDbContext>();
builder.AddMedia();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/media").MapMedia();
app.MapGroup("/m").MapLinks();
app.MapGroup("/internal/media").MapInternal();

return await app.RunServiceAsync(args);
