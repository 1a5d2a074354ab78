using ContentMultiplier.Results;
using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Data;
using ContentMultiplier.Results.Gates;
using ContentMultiplier.Results.Inbound;
using ContentMultiplier.Results.Live;
using ContentMultiplier.Results.Metrics;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Results.Restores;
using ContentMultiplier.Results.Revisions;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("results");
builder.AddPostgres<ResultsDbContext>();
builder.AddMessaging<ResultsDbContext>();
builder.AddResults();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/publishing").MapPublicationStatus();
app.MapGroup("/api/publishing").MapLive();
app.MapGroup("/api/publishing").MapAnalytics();
app.MapGroup("/api/publishing").MapPostAnalytics();
app.MapGroup("/api/publishing/inbound").MapInbound();
app.MapGroup("/api/publishing").MapHolds();
app.MapGroup("/api/publishing/publications").MapRevisions();
app.MapGroup("/internal/publications").MapPublicationCommands();
app.MapGroup("/internal/ledger").MapLedger();

return RestoredCommand.IsMeant(args) ? await RestoredCommand.RunAsync(app.Services, args) : await app.RunServiceAsync(args);
