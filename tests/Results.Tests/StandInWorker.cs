using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Results.Tests;

/// <summary>A platform's worker that checks texts, and keeps what it is told to revise.</summary>
internal sealed class StandInWorker(WebApplication application, ConcurrentQueue<RevisePublication> heard) : IAsyncDisposable
{
    public const int MaxLength = 20;

    public IReadOnlyList<RevisePublication> Heard(Guid revision) => [.. heard.Where(message => message.RevisionId == revision)];

    public static async Task<StandInWorker> StartAsync(string brokerUrl, string platform)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["RabbitMq:Url"] = brokerUrl;
        builder.Configuration["ServiceIdentity:Secret"] = "worker";
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddServiceDefaults("worker");
        var heard = new ConcurrentQueue<RevisePublication>();
        builder.AddMessaging(_ => { }, (_, bus) =>
        {
            bus.ReceiveEndpoint(Topology.QueueOf(platform, "revise"), endpoint =>
            {
                endpoint.AsWorkQueue();
                endpoint.BindPlatform<RevisePublication>(platform);
                endpoint.Handler<RevisePublication>(context =>
                {
                    heard.Enqueue(context.Message);
                    return Task.CompletedTask;
                });
            });
            bus.ReceiveEndpoint(Topology.QueueOf(platform, "preview"), endpoint =>
            {
                endpoint.AsQuestionQueue();
                endpoint.BindPlatform<PreviewPost>(platform);
                endpoint.Handler<PreviewPost>(context => context.RespondAsync(Look(context.Message.Content.Text)));
            });
        });
        var application = builder.Build();
        await application.StartAsync();
        await application.Services.WaitForBusAsync();
        return new StandInWorker(application, heard);
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    /// <summary>As of a platform that takes no post without a file: an edit brings none, and it stays all the same.</summary>
    private static PostPreviewed Look(string text)
    {
        var missing = new ContentError("media", "none, and a reel needs 1; add one");
        return new()
        {
            Errors = text.Length > MaxLength
                ? [missing, new ContentError("text", $"{text.Length} of {MaxLength} characters; shorten it by {text.Length - MaxLength}")]
                : [missing],
        };
    }
}
