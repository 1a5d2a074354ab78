using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Certain texts end the process of their worker, before or after it has claimed them, and it is started again each time.</summary>
[Category("Long")]
public sealed class FragileWorkerTests
{
    private const string Worker = "publisher-fragile";
    private const int Innocents = 40;

    /// <summary>After so many deliveries the broker would put away whatever the process had in hand.</summary>
    private const int DeliveryLimit = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private SuiteUnderTest _suite = null!;
    private SuiteClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _suite = await SuiteUnderTest.WithWorkerAsync("fragile", "tests/FragilePublisher");
        _client = await _suite.RegisterAsync();
    }

    [TearDown]
    public async Task EndAsync()
    {
        _client?.Dispose();
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }
    }

    [Test]
    public async Task Row_28_what_ends_its_worker_each_time_fails_and_what_stood_beside_it_is_published_once()
    {
        var oracle = Oracle.Watch(_suite);
        var account = await ConnectAsync();
        using var isOver = new CancellationTokenSource();
        var deaths = ReviveAsync(isOver.Token);

        // Into one queue at once, so that one process has many of them in hand.
        string[] guilty = ["This ends its worker before the claim", "This ends its worker before the call"];
        string[] innocent = [.. Enumerable.Range(1, Innocents).Select(number => $"Innocent {number}")];
        var sent = await Task.WhenAll(innocent[..(Innocents / 2)].Concat(guilty).Concat(innocent[(Innocents / 2)..])
            .Select(async text => (Text: text, (await _client.PublishAsync(text, account)).PostId)));
        var settled = await _client.WaitUntilSettledAsync([.. sent.Select(post => post.PostId)], Patience);
        await isOver.CancelAsync();

        var publications = sent.ToDictionary(post => post.Text, post => settled[post.PostId].Publications.Single());
        Assert.Multiple(() =>
        {
            foreach (var text in guilty)
            {
                Assert.That(publications[text].Status, Is.EqualTo(PublicationStatus.Failed), Tell(publications[text]));
                Assert.That(publications[text].Problem?.Category, Is.EqualTo(FailureCategories.Internal));
                Assert.That(publications[text].Problem?.Detail, Does.Contain("died 3 times"));
                Assert.That(publications[text].Problem?.Action, Is.Not.Empty);
            }

            foreach (var text in innocent)
            {
                Assert.That(publications[text].Status, Is.EqualTo(PublicationStatus.Published), Tell(publications[text]));
            }
        });
        Assert.That((await _suite.Sandbox.PostsOfAsync(account with { Platform = "discord" })).Select(post => post.Text), Is.EquivalentTo(innocent));
        Assert.That(await deaths, Is.LessThan(DeliveryLimit));
        Assert.That(await oracle.MistakesAsync(_client.Key), Is.Empty);
    }

    private async Task<ConnectedAccount> ConnectAsync()
    {
        var webhook = await _suite.Sandbox.CreateWebhookAsync("fragile");
        var path = new Uri(webhook.Url).AbsolutePath.Replace("/api/", "/discord/api/v10/", StringComparison.Ordinal);
        return await _client.ConnectByFieldsAsync("fragile", webhook.Id, new Dictionary<string, string> { ["webhook"] = path });
    }

    /// <summary>As whatever runs the suite does. Tells how often it was needed.</summary>
    private async Task<int> ReviveAsync(CancellationToken isOver)
    {
        var deaths = 0;
        for (; !isOver.IsCancellationRequested; await Task.Delay(Pause, TimeProvider.System, isOver).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))
        {
            if (_suite.Processes.Suite.Pid(Worker) == 0)
            {
                deaths++;
                _suite.Processes.Suite.Start(Worker);
            }
        }

        return deaths;
    }

    private static string Tell(PublicationResponse publication) =>
        $"{publication.PublicationId} {publication.Status} {publication.Problem}; "
        + $"{string.Join(" | ", publication.Attempts)}; {string.Join(" | ", publication.Steps)}";
}
