using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The broker is a cluster of three nodes, and each of them may crash: every queue that matters has a copy on the others.</summary>
[Category("Long")]
public sealed class BrokerClusterTests
{
    private const int Nodes = 3;
    private const string Queue = "publisher.twitter.publish";
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly RoundSize Size = new(Posts: 600, Over: TimeSpan.FromSeconds(75), Deadline: TimeSpan.FromMinutes(4), Accounts: 4);

    private readonly List<(int Unsent, int Republished)> _debts = [];
    private SuiteUnderTest _suite = null!;

    private IReadOnlyList<RabbitServer> Cluster => _suite.Processes.RabbitNodes;

    [SetUp]
    public async Task StartAsync() => _suite = await SuiteUnderTest.WithOwnServersAsync(Nodes);

    [TearDown]
    public async Task EndAsync()
    {
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [Test]
    public async Task Row_19_a_node_that_is_killed_loses_and_doubles_nothing()
    {
        Assert.That((await ReplicasAsync()).Members, Has.Count.EqualTo(Nodes));

        var round = await Round.RunAsync(
            _suite,
            "killing nodes of the broker",
            async random =>
            {
                // Clients try the first one first.
                await KillAsync(Cluster[0], random);
                await KillAsync(await NodeAsync(replicas => replicas.Leader), random);
                await KillAsync(await NodeAsync(replicas => replicas.Members.First(node => node != replicas.Leader)), random);
            },
            size: Size);

        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
        Assert.That(_debts, Is.All.Matches<(int Unsent, int Republished)>(debt => debt.Republished <= debt.Unsent * 2));
    }

    private async Task KillAsync(RabbitServer node, Random random)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 5000)), TimeProvider.System);
        await using var debts = await BrokerDebts.WatchAsync(_suite);
        await node.KillAsync();
        await Task.Delay(Away, TimeProvider.System);
        await node.StartAsync(CancellationToken.None);

        // Of three, two have to be there for anything to move: the next one is killed only then.
        await Eventually.BecomesTrueAsync(async () => (await ReplicasAsync()).Online.Count == Nodes, Patience);
        _debts.Add((debts.Unsent, await debts.RepublishedAsync()));
        await TestContext.Progress.WriteLineAsync($"{_debts[^1].Unsent} rows were unsent at most, {_debts[^1].Republished} publishes were repeated.");
    }

    private async Task<RabbitServer> NodeAsync(Func<QueueReplicas, string> which)
    {
        var name = which(await ReplicasAsync());
        foreach (var node in Cluster)
        {
            if (await node.Management.NodeNameAsync(CancellationToken.None) == name)
            {
                return node;
            }
        }

        throw new InvalidOperationException($"No node of the cluster is called {name}.");
    }

    private Task<QueueReplicas> ReplicasAsync() =>
        Cluster[0].Management.ReplicasOfAsync(_suite.Processes.VirtualHost, Queue, CancellationToken.None);
}
