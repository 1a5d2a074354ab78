using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Scheduler.Tests;

/// <summary>
/// Stands for posts: notes what comes due, and when. As there, a message counts once: the outbox sends again what the broker did not confirm in time.
/// </summary>
internal sealed class DueListener(
    WebApplication application, ConcurrentQueue<(DuePublication Publication, DateTimeOffset At)> heard, ConcurrentQueue<MovedPublication> moves,
    ConcurrentQueue<DueOccurrence> occurrences) : IAsyncDisposable
{
    public static async Task<DueListener> StartAsync(string brokerUrl)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["RabbitMq:Url"] = brokerUrl;
        builder.Configuration["ServiceIdentity:Secret"] = "listener";
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddServiceDefaults("listener");
        var heard = new ConcurrentQueue<(DuePublication, DateTimeOffset)>();
        var moves = new ConcurrentQueue<MovedPublication>();
        var occurrences = new ConcurrentQueue<DueOccurrence>();
        var seen = new ConcurrentDictionary<Guid, bool>();
        builder.AddMessaging(_ => { }, (_, bus) => bus.ReceiveEndpoint("listener.publications-due", endpoint =>
        {
            endpoint.AsWorkQueue();
            endpoint.Handler<PublicationsDue>(context =>
            {
                foreach (var publication in Fresh(context) ? context.Message.Publications : [])
                {
                    heard.Enqueue((publication, TimeProvider.System.GetUtcNow()));
                }

                return Task.CompletedTask;
            });
            endpoint.Handler<OccurrencesDue>(context =>
            {
                foreach (var occurrence in Fresh(context) ? context.Message.Occurrences : [])
                {
                    occurrences.Enqueue(occurrence);
                }

                return Task.CompletedTask;
            });
            endpoint.Handler<PublicationsMoved>(context =>
            {
                foreach (var moved in Fresh(context) ? context.Message.Publications : [])
                {
                    moves.Enqueue(moved);
                }

                return Task.CompletedTask;
            });
        }));

        bool Fresh(ConsumeContext context) => seen.TryAdd(context.MessageId!.Value, true);

        var application = builder.Build();
        await application.StartAsync();
        await application.Services.WaitForBusAsync();
        return new DueListener(application, heard, moves, occurrences);
    }

    public IReadOnlyList<(DuePublication Publication, DateTimeOffset At)> Of(Guid workspaceId) =>
        [.. heard.Where(due => due.Publication.WorkspaceId == workspaceId)];

    public IReadOnlyList<DueOccurrence> OccurrencesOf(Guid recurrenceId) => [.. occurrences.Where(one => one.RecurrenceId == recurrenceId)];

    public IReadOnlyList<MovedPublication> MovesOf(Guid workspaceId) => [.. moves.Where(moved => moved.WorkspaceId == workspaceId)];

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
