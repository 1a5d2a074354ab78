using System.Text;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>The way to the broker is disturbed, or somebody put rubbish into a queue.</summary>
public sealed class BrokerFaultTests
{
    private const string Queue = "posts.publications-due";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Test]
    public async Task Row_03_a_message_whose_confirm_was_lost_is_sent_again_under_its_id()
    {
        await using var rabbit = await Proxied.RabbitAsync();
        await using var service = await StartAsync(rabbit);

        // The first of a kind asks the broker for its exchange, which would have to be answered.
        await PublishAsync(service, 7);
        await Eventually.BecomesTrueAsync(() => Attempts(service).Count == 1, Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 0, Deadline);
        rabbit.Fault = new Fault { Held = Flow.Answer };

        await PublishAsync(service, 7);
        await Eventually.BecomesTrueAsync(async () => (await service.Broker.QueueDepthsAsync()).GetValueOrDefault(Queue) > 0, Deadline);
        Assert.That(await OwedAsync(service), Is.EqualTo(1));
        rabbit.ResetAll();
        rabbit.Fault = Fault.None;

        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 0, Deadline);
        await Eventually.BecomesTrueAsync(() => Attempts(service).Count >= 3, Deadline);
        Assert.That(Attempts(service), Is.All.EqualTo(7));
    }

    [Test]
    public async Task Row_22_23_a_silent_broker_is_noticed_and_when_it_is_back_so_are_the_consumers()
    {
        await using var rabbit = await Proxied.RabbitAsync();
        await using var service = await StartAsync(rabbit);
        var connections = rabbit.Connections;
        rabbit.Fault = Fault.BlackHole;

        await PublishAsync(service, 8);

        // No byte says that the connection is dead; only somebody who gave it up connects again.
        await Eventually.BecomesTrueAsync(() => rabbit.Connections > connections, Deadline);
        Assert.That(await OwedAsync(service), Is.EqualTo(1));
        rabbit.Fault = Fault.None;

        await Eventually.BecomesTrueAsync(() => Attempts(service).Contains(8), Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 0, Deadline);
        await Eventually.BecomesTrueAsync(async () => await service.Broker.ConsumersOfAsync(Queue) > 0, Deadline);
    }

    [Test]
    public async Task Row_27_rubbish_goes_to_the_error_queue_and_holds_up_nobody()
    {
        await using var service = await StartAsync();
        var headers = Enumerable.Range(0, 1000).ToDictionary(number => $"header-{number}", number => (object?)$"{number}");
        (byte[] Body, IDictionary<string, object?>? Headers)[] rubbish =
        [
            ("{ this is no JSON"u8.ToArray(), null),
            ("""{"messageType":["urn:message:Somebody.Elses:Message"],"message":{"what":1}}"""u8.ToArray(), null),
            ("""{"messageType":["urn:message:ContentMultiplier.Contracts.Scheduling:PublicationsDue"],"message":"a word"}"""u8.ToArray(), null),
            (Encoding.ASCII.GetBytes(new string('x', 20 * 1024 * 1024)), null),
            ("[]"u8.ToArray(), headers),
        ];

        foreach (var (body, of) in rubbish)
        {
            await SendAsync(service, body, of);
        }

        await PublishAsync(service, 9);

        await Eventually.BecomesTrueAsync(() => Attempts(service).Contains(9), Deadline);
        await Eventually.BecomesTrueAsync(async () => await SetAsideAsync(service) == rubbish.Length, Deadline);
        await Eventually.BecomesTrueAsync(async () => (await service.Broker.QueueDepthsAsync()).GetValueOrDefault(Queue) == 0, Deadline);
    }

    private static async Task<TestService> StartAsync(FaultProxy? rabbit = null)
    {
        var service = await TestService.StartAsync(rabbit: rabbit);
        await Eventually.BecomesTrueAsync(async () => (await service.Http.GetAsync("/health/ready")).IsSuccessStatusCode, Deadline);
        return service;
    }

    private static async Task PublishAsync(TestService service, int attempt)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, CancellationToken.None);
        db.Publish(new PublicationsDue
        {
            Publications =
            [
                new DuePublication
                {
                    PublicationId = Guid.CreateVersion7(), PostId = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(),
                    Attempt = attempt, DueAt = DateTimeOffset.UnixEpoch,
                },
            ],
        });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private static async Task SendAsync(TestService service, byte[] body, IDictionary<string, object?>? headers)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(service.Broker.Url) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", Headers = headers };
        await channel.BasicPublishAsync(string.Empty, Queue, mandatory: true, properties, body);
    }

    private static async Task<long> SetAsideAsync(TestService service)
    {
        var depths = await service.Broker.QueueDepthsAsync();
        return depths.GetValueOrDefault(Queue + "_error") + depths.GetValueOrDefault(Queue + "_skipped");
    }

    private static List<int> Attempts(TestService service) =>
        [.. service.Services.GetRequiredService<Seen>().Messages.OfType<PublicationsDue>().Select(due => due.Publications[0].Attempt)];

    private static Task<long> OwedAsync(TestService service) => service.Database.ScalarAsync<long>("select count(*) from outbox_messages");
}
