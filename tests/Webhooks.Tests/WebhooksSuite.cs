using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Tests.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>One service, whose clock a test may let leap ahead, and a receiver.</summary>
[SetUpFixture]
public static class WebhooksSuite
{
    private static readonly System.Collections.Concurrent.ConcurrentQueue<AuditRecorded> Recorded = new();
    private static readonly ShiftedClock Clock = new();

    internal static WebhooksFactory Service { get; private set; } = null!;

    internal static Receiver Receiver { get; private set; } = null!;

    internal static DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>What the audit log is to keep of a workspace.</summary>
    internal static IReadOnlyList<AuditRecorded> AuditOf(Guid workspaceId) => [.. Recorded.Where(record => record.WorkspaceId == workspaceId)];

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        Receiver = await Receiver.StartAsync();
        Service = await WebhooksFactory.StartAsync(Clock);
        var audit = Service.Services.GetRequiredService<IBus>().ConnectReceiveEndpoint("audit-listener", endpoint => endpoint.Handler<AuditRecorded>(context =>
        {
            Recorded.Enqueue(context.Message);
            return Task.CompletedTask;
        }));
        await audit.Ready;

        // Says it again until it is heard: queues are there once the bus is up.
        using var workspace = new Workspace(Service, Receiver);
        var webhook = await workspace.RegisterAsync(Receiver.Path());
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await workspace.PublishedAsync();
                return Receiver.At(webhook.Path).Count > 0;
            },
            Workspace.Patience);
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        await Service.StopAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>So much later, with everything done that is due then.</summary>
    internal static void Leap(TimeSpan by)
    {
        Clock.Advance(by);
        Service.Services.GetRequiredService<DeliveryPump>().Wake();
    }
}
