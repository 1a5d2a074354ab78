using ContentMultiplier.Scheduler.Data;
using ContentMultiplier.Scheduler.Publications;
using ContentMultiplier.Scheduler.Recurrences;
using ContentMultiplier.Scheduler.Slots;
using ContentMultiplier.Scheduler.Times;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.ServiceDefaults.Idempotency;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("scheduler");
builder.AddPostgres<SchedulerDbContext>();
builder.AddMessaging<SchedulerDbContext>();
builder.AddServiceClient<PostsClient>("posts");
builder.Services.AddIdempotencyKeys();
builder.Services.AddSingleton<SlotStore>();
builder.Services.AddSingleton<DuePublicationsPump>();
builder.Services.AddHostedService(services => services.GetRequiredService<DuePublicationsPump>());
builder.Services.AddOptions<RecurrenceOptions>().BindConfiguration("Recurrences").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<RecurrencePump>();
builder.Services.AddHostedService(services => services.GetRequiredService<RecurrencePump>());

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/publishing/schedule").MapSchedule();
app.MapGroup("/api/publishing/slots").MapSlots();
app.MapGroup("/api/publishing/recurrences").MapRecurrences();
app.MapGroup("/internal/times").MapTimes();
app.MapGroup("/internal/slots").MapTakeSlots();

return await app.RunServiceAsync(args);
