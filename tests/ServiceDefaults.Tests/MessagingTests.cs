using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Contracts.Scheduling;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>Outbox, topology and consumers against a real broker and a real database.</summary>
public sealed class MessagingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_message_of_a_committed_transaction_arrives_and_its_row_goes()
    {
        await using var service = await TestService.StartAsync();

        await SaveAsync(service, db => db.Publish(Due(1)), commit: true);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.OfType<PublicationsDue>().Count() == 1, Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 0, Deadline);
    }

    [Test]
    public async Task A_message_of_a_transaction_that_is_rolled_back_is_never_sent()
    {
        await using var service = await TestService.StartAsync();

        await SaveAsync(service, db => db.Publish(Due(1)), commit: false);
        await SaveAsync(service, db => db.Publish(Due(2)), commit: true);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.Count > 0, Deadline);
        Assert.That(seen.Messages.OfType<PublicationsDue>().Single().Publications[0].Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task Row_03_a_row_whose_owner_died_is_found_and_sent()
    {
        await using var service = await TestService.StartAsync();
        var body = System.Text.Json.JsonSerializer.Serialize(Due(7), MessageJson.Options);

        await service.Database.ExecuteAsync($"""
            insert into outbox_messages (id, type, body, owned_until)
            values ('ffffffff-ffff-4fff-8fff-ffffffffffff', '{typeof(PublicationsDue).FullName}', '{body}', clock_timestamp() - interval '1 second')
            """);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.OfType<PublicationsDue>().Any(due => due.Publications[0].Attempt == 7), Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 0, Deadline);
    }

    [Test]
    public async Task A_row_that_only_a_newer_version_knows_is_left_for_it_and_holds_up_nobody()
    {
        await using var service = await TestService.StartAsync();

        await service.Database.ExecuteAsync("""
            insert into outbox_messages (id, type, body, owned_until)
            values (gen_random_uuid(), 'ContentMultiplier.Contracts.FromTheFuture', '{}', clock_timestamp() - interval '1 second')
            """);
        await Eventually.BecomesTrueAsync(
            async () => await service.Database.ScalarAsync<long>("select count(*) from outbox_messages where owned_until > clock_timestamp()") == 1, Deadline);
        await SaveAsync(service, db => db.Publish(Due(1)), commit: true);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.OfType<PublicationsDue>().Any(), Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 1, Deadline);
    }

    [Test]
    public async Task Row_25_a_message_that_no_queue_takes_stays_owed_and_holds_up_nobody()
    {
        await using var service = await TestService.StartAsync();

        await SaveAsync(service, db =>
        {
            db.Publish(new PublicationsCancelled { PublicationIds = [Guid.CreateVersion7()] });
            db.Publish(Due(1));
        }, commit: true);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.OfType<PublicationsDue>().Any(), Deadline);
        await Eventually.BecomesTrueAsync(async () => await OwedAsync(service) == 1, Deadline);
    }

    [Test]
    public async Task A_command_for_a_platform_without_a_worker_is_parked_where_people_see_it()
    {
        await using var service = await TestService.StartAsync();

        await SaveAsync(service, db => db.Publish(Publish("nobody")), commit: true);

        await Eventually.BecomesTrueAsync(
            async () => (await service.Broker.QueueDepthsAsync()).GetValueOrDefault(Topology.Unrouted) == 1, TimeSpan.FromSeconds(60));
    }

    [Test]
    public async Task Commands_reach_the_worker_of_their_platform_alone()
    {
        await using var service = await TestService.StartAsync(
            consumers: registration => registration.AddConsumer<PublishConsumer>(),
            worker: (context, bus) => bus.ReceiveEndpoint(Topology.QueueOf("discord", "publish"), endpoint =>
            {
                endpoint.AsWorkQueue();
                endpoint.BindPlatform<PublishPost>("discord");
                endpoint.ConfigureConsumer<PublishConsumer>(context);
            }));
        var bus = service.Services.GetRequiredService<IBus>();

        await bus.PublishConfirmedAsync(Publish("twitter"), Guid.CreateVersion7(), CancellationToken.None);
        await bus.PublishConfirmedAsync(Publish("discord"), Guid.CreateVersion7(), CancellationToken.None);

        var seen = service.Services.GetRequiredService<Seen>();
        await Eventually.BecomesTrueAsync(() => seen.Messages.Count > 0, Deadline);
        Assert.That(seen.Messages.OfType<PublishPost>().Select(post => post.Platform), Is.EqualTo(new[] { "discord" }));
    }

    [Test]
    public async Task A_question_is_answered_by_the_worker_and_null_at_once_without_one()
    {
        await using var service = await TestService.StartAsync(
            consumers: registration => registration.AddConsumer<PreviewConsumer>(),
            worker: (context, bus) => bus.ReceiveEndpoint(Topology.QueueOf("discord", "preview"), endpoint =>
            {
                endpoint.AsQuestionQueue();
                endpoint.BindPlatform<PreviewPost>("discord");
                endpoint.ConfigureConsumer<PreviewConsumer>(context);
            }));
        var requests = service.Services.GetRequiredService<IPlatformRequests>();

        var answer = await requests.AskAsync<PreviewPost, PostPreviewed>(
            new PreviewPost { Platform = "discord", Content = new PostContent { Text = "hello" } }, CancellationToken.None);
        var nobody = await requests.AskAsync<PreviewPost, PostPreviewed>(
            new PreviewPost { Platform = "nobody", Content = new PostContent { Text = "hello" } }, CancellationToken.None);
        var noAccounts = await requests.AskAsync<DiscoverAccounts, AccountsDiscovered>(
            new DiscoverAccounts { Platform = "discord", WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, CancellationToken.None);

        Assert.That(answer!.Parts.Single(), Is.EqualTo(new PreviewPart("hello", 5, 10)));
        Assert.That(nobody, Is.Null);
        Assert.That(noAccounts, Is.Null);
    }

    [Test]
    public async Task A_consumer_that_fails_for_its_own_reason_leaves_the_message_in_the_error_queue()
    {
        await using var service = await TestService.StartAsync();
        service.Services.GetRequiredService<Seen>().FailuresLeft = 100;

        await SaveAsync(service, db => db.Publish(Due(1)), commit: true);

        await Eventually.BecomesTrueAsync(
            async () => (await service.Broker.QueueDepthsAsync()).GetValueOrDefault("posts.publications-due_error") == 1, TimeSpan.FromSeconds(60));
    }

    [Test]
    public async Task A_consumer_that_stumbles_once_gets_the_message_again()
    {
        await using var service = await TestService.StartAsync();
        var seen = service.Services.GetRequiredService<Seen>();
        seen.FailuresLeft = 1;

        await SaveAsync(service, db => db.Publish(Due(1)), commit: true);

        await Eventually.BecomesTrueAsync(() => seen.Messages.OfType<PublicationsDue>().Any(), Deadline);
    }

    [Test]
    public async Task The_inbox_accepts_each_message_once_per_consumer()
    {
        await using var service = await TestService.StartAsync();
        var database = service.Services.GetRequiredService<NpgsqlDataSource>();
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];

        async Task<int> AcceptAsync(string consumer, params Guid[] messages)
        {
            await using var session = await database.BeginAsync(Tenant.System, CancellationToken.None);
            var fresh = await Inbox.AcceptAsync(session, consumer, messages, CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
            return fresh.Count;
        }

        Assert.That(await AcceptAsync("a", ids[0]), Is.EqualTo(1));
        Assert.That(await AcceptAsync("a", ids), Is.EqualTo(1));
        Assert.That(await AcceptAsync("a", ids), Is.Zero);
        Assert.That(await AcceptAsync("b", ids), Is.EqualTo(2));
    }

    private static PublicationsDue Due(int attempt) => new()
    {
        Publications =
        [
            new DuePublication
            {
                PublicationId = Guid.CreateVersion7(), PostId = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(),
                Attempt = attempt, DueAt = DateTimeOffset.UnixEpoch,
            },
        ],
    };

    private static PublishPost Publish(string platform) => new()
    {
        PublicationId = Guid.CreateVersion7(), PostId = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(), Platform = platform,
        AccountId = Guid.CreateVersion7(), Attempt = 1, Content = new PostContent { Text = "hello" }, NotAfter = DateTimeOffset.MaxValue,
    };

    private static async Task SaveAsync(TestService service, Action<TestDbContext> change, bool commit)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDbContext>();
        await using var transaction = await db.BeginAsync(Tenant.System, CancellationToken.None);
        change(db);
        await db.SaveChangesAsync();
        if (commit)
        {
            await transaction.CommitAsync();
        }
    }

    private static Task<long> OwedAsync(TestService service) => service.Database.ScalarAsync<long>("select count(*) from outbox_messages");
}

internal sealed class DueConsumer(Seen seen) : IConsumer<Batch<PublicationsDue>>
{
    public Task Consume(ConsumeContext<Batch<PublicationsDue>> context)
    {
        if (seen.FailuresLeft > 0)
        {
            seen.FailuresLeft--;
            throw new FormatException("it cannot be read");
        }

        foreach (var message in context.Message)
        {
            seen.Add(message.Message);
        }

        return Task.CompletedTask;
    }
}

internal sealed class PublishConsumer(Seen seen) : IConsumer<PublishPost>
{
    public Task Consume(ConsumeContext<PublishPost> context)
    {
        seen.Add(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class PreviewConsumer : IConsumer<PreviewPost>
{
    public Task Consume(ConsumeContext<PreviewPost> context) =>
        context.RespondAsync(new PostPreviewed { Parts = [new PreviewPart(context.Message.Content.Text, context.Message.Content.Text.Length, 10)] });
}
