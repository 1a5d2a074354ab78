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

/// <summary>Stands for everybody that posts speaks to over the broker, and keeps what it hears.</summary>
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
        builder.AddMessaging(_ => { }, (_, bus) =>
        {
            bus.ReceiveEndpoint("listener.events", endpoint =>
            {
                endpoint.AsWorkQueue();
                Keep<PublicationsRequested>(endpoint, heard);
                Keep<SchedulePublications>(endpoint, heard);
                Keep<PublicationsReleased>(endpoint, heard);
                Keep<PublicationsAwaited>(endpoint, heard);
                Keep<OccurrencesRefused>(endpoint, heard);
                Keep<PublishAttemptsCompleted>(endpoint, heard);
                Keep<AuditRecorded>(endpoint, heard);
                Keep<PostMediaChanged>(endpoint, heard);
            });
            foreach (var platform in new[] { Samples.Twitter, Samples.Discord })
            {
                bus.ReceiveEndpoint(Topology.QueueOf(platform, "publish"), endpoint =>
                {
                    endpoint.AsWorkQueue();
                    endpoint.BindPlatform<PublishPost>(platform);
                    Keep<PublishPost>(endpoint, heard);
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

    private static void Keep<T>(IReceiveEndpointConfigurator endpoint, ConcurrentQueue<object> heard)
        where T : class => endpoint.Handler<T>(context =>
    {
        heard.Enqueue(context.Message);
        return Task.CompletedTask;
    });
}
