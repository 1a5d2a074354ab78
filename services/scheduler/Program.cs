using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("scheduler");
builder.AddPostgres<SchedulerDbContext>();
builder.AddMessaging<SchedulerDbContext>();
builder.Services.AddSingleton<DuePublicationsPump>();
builder.Services.AddHostedService(services => services.GetRequiredService<DuePublicationsPump>());

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/publishing/schedule").MapSchedule();

return await app.RunServiceAsync(args);
