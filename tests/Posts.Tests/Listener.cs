using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Posts.Tests;

/// <summary>
/// Stands for everybody that posts speaks to over the broker, and keeps what it hears. As there, a message counts once: the outbox sends again
/// what the broker did not confirm in time.
/// </summary>
internal sealed class Listener(WebApplication application, ConcurrentQueue<object> heard) : IAsyncDisposable
{
    public static async Task<Listener> StartAsync(string brokerUrl)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["RabbitMq:Url"] = brokerUrl;
        builder.Configuration["ServiceIdentity:Secret"] = "listener";
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddServiceDefaults("listener");
        var heard = new ConcurrentQueue<object>();
        var seen = new ConcurrentDictionary<Guid, bool>();
        builder.AddMessaging(_ => { }, (_, bus) =>
        {
            bus.ReceiveEndpoint("listener.events", endpoint =>
            {
                endpoint.AsWorkQueue();
                Keep<PublicationsRequested>(endpoint);
                Keep<SchedulePublications>(endpoint);
                Keep<PublicationsReleased>(endpoint);
                Keep<PublicationsAwaited>(endpoint);
                Keep<OccurrencesRefused>(endpoint);
                Keep<PublishAttemptsCompleted>(endpoint);
                Keep<AuditRecorded>(endpoint);
                Keep<PostMediaChanged>(endpoint);
            });
            foreach (var platform in new[] { Samples.Twitter, Samples.Discord })
            {
                bus.ReceiveEndpoint(Topology.QueueOf(platform, "publish"), endpoint =>
                {
                    endpoint.AsWorkQueue();
                    endpoint.BindPlatform<PublishPost>(platform);
                    Keep<PublishPost>(endpoint);
                });
            }

            bus.ReceiveEndpoint(Topology.QueueOf(Samples.Twitter, "preview"), endpoint =>
            {
                endpoint.AsQuestionQueue();
                endpoint.BindPlatform<PreviewPost>(Samples.Twitter);
                endpoint.Handler<PreviewPost>(context => context.RespondAsync(new PostPreviewed
                {
                    Parts =
                    [
                        .. (context.Message.Content.Parts is { Count: > 0 } parts ? parts : [context.Message.Content.Text])
                            .Select(part => new PreviewPart(part, part.Length, 280)),
                    ],
                    Warnings = ["a warning"],
                    Errors = [new ContentError("text", "an error")],
                }));
            });
        });

        void Keep<T>(IReceiveEndpointConfigurator endpoint)
            where T : class => endpoint.Handler<T>(context =>
        {
            if (seen.TryAdd(context.MessageId!.Value, true))
            {
                heard.Enqueue(context.Message);
            }

            return Task.CompletedTask;
        });

        var application = builder.Build();
        await application.StartAsync();
        await application.Services.WaitForBusAsync();
        return new Listener(application, heard);
    }

    public IReadOnlyList<T> Heard<T>(Func<T, bool> where) => [.. heard.OfType<T>().Where(where)];

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
