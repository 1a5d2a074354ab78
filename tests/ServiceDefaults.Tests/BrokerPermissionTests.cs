using ContentMultiplier.Local.Servers;
using ContentMultiplier.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>What the broker lets each process do, asked of the broker itself; that the suite works with it is shown end to end.</summary>
public sealed class BrokerPermissionTests
{
    private const ushort AccessRefused = 403;
    private const string Password = "of-no-worth";

    private static readonly string[] Processes = ["auth", "posts", "scheduler", "results", "publisher.one", "publisher.two"];

    private readonly string _host = "permissions-" + Guid.NewGuid().ToString("N")[..12];
    private RabbitServer _rabbit = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _rabbit = await Servers.RabbitAsync();
        await _rabbit.Management.CreateVirtualHostAsync(_host, CancellationToken.None);
        foreach (var process in Processes)
        {
            await _rabbit.Management.CreateProcessUserAsync(_host, process, NameOf(process), Password, CancellationToken.None);
        }

        // Every process has its queue and every message its exchange, as the running suite has them.
        await using var administrator = await ConnectAsync(_rabbit.User, _rabbit.Password);
        await using var channel = await administrator.CreateChannelAsync();
        foreach (var process in Processes)
        {
            await channel.QueueDeclareAsync($"{process}.work", durable: true, exclusive: false, autoDelete: false);
        }

        foreach (var exchange in new[] { "publications-requested", "publish-post", "audit-recorded", "publisher-announced", "publish-attempts-completed" })
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var process in Processes)
        {
            await _rabbit.Management.DeleteUserAsync(NameOf(process), CancellationToken.None);
        }

        await _rabbit.Management.DeleteVirtualHostAsync(_host, CancellationToken.None);
    }

    [Test]
    public async Task A_process_reads_its_own_queue_and_nobody_elses([ValueSource(nameof(Processes))] string reader)
    {
        Assert.That(await IsRefusedAsync(reader, channel => channel.BasicGetAsync($"{reader}.work", autoAck: true)), Is.False);

        foreach (var other in Processes.Where(process => process != reader))
        {
            Assert.That(await IsRefusedAsync(reader, channel => channel.BasicGetAsync($"{other}.work", autoAck: true)), Is.True, $"get {other}");
            Assert.That(await IsRefusedAsync(reader, channel => channel.QueuePurgeAsync($"{other}.work")), Is.True, $"purge {other}");
            Assert.That(await IsRefusedAsync(reader, channel => channel.QueueDeleteAsync($"{other}.work")), Is.True, $"delete {other}");
            Assert.That(
                await IsRefusedAsync(reader, channel => channel.QueueDeclareAsync($"{other}.more", durable: true, exclusive: false, autoDelete: false)),
                Is.True,
                $"declare for {other}");
        }
    }

    [TestCase("publisher.one", "publications-requested")]
    [TestCase("publisher.one", "publish-post")]
    [TestCase("publisher.one", "audit-recorded")]
    [TestCase("scheduler", "publish-post")]
    [TestCase("auth", "publications-requested")]
    [TestCase("results", "publish-post")]
    public async Task Nobody_says_what_is_anothers_to_say(string process, string exchange) =>
        Assert.That(await IsRefusedAsync(process, channel => PublishAsync(channel, exchange)), Is.True);

    [TestCase("publisher.one", "publisher-announced")]
    [TestCase("publisher.one", "publish-attempts-completed")]
    [TestCase("posts", "publish-post")]
    [TestCase("results", "audit-recorded")]
    public async Task What_is_ones_own_to_say_goes_out(string process, string exchange) =>
        Assert.That(await IsRefusedAsync(process, channel => PublishAsync(channel, exchange)), Is.False);

    [TestCase("scheduler", "publications-requested")]
    [TestCase("publisher.one", "publications-requested")]
    [TestCase("publisher.one", "publisher-announced")]
    [TestCase("auth", "publish-post")]
    public async Task Nobody_listens_to_what_is_not_meant_for_it(string process, string exchange) =>
        Assert.That(await IsRefusedAsync(process, channel => channel.QueueBindAsync($"{process}.work", exchange, "")), Is.True);

    [Test]
    public async Task Nobody_writes_to_a_queue_past_the_exchanges([ValueSource(nameof(Processes))] string process) =>
        Assert.That(await IsRefusedAsync(process, async channel => await channel.BasicPublishAsync("", "results.work", body: default)), Is.True);

    private static async Task PublishAsync(IChannel channel, string exchange) => await channel.BasicPublishAsync(exchange, "", body: default);

    private string NameOf(string process) => $"{_host}.{process}";

    private async Task<IConnection> ConnectAsync(string user, string password) =>
        await new ConnectionFactory { Uri = new Uri(_rabbit.UrlOf(_host, user, password)) }.CreateConnectionAsync();

    private async Task<bool> IsRefusedAsync(string process, Func<IChannel, Task> deed)
    {
        await using var connection = await ConnectAsync(NameOf(process), Password);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        try
        {
            await deed(channel);
            return false;
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == AccessRefused)
        {
            return true;
        }
        catch (AlreadyClosedException refused) when (refused.ShutdownReason?.ReplyCode == AccessRefused)
        {
            return true;
        }
    }
}
