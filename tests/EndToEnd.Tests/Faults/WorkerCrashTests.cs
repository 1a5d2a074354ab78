using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>
/// One post goes to all platforms and one thread to X, and every worker comes to harm at the same point of its work: each part stands at its
/// platform once, and only where an answer was lost at a platform that cannot be read back, nobody knows.
/// </summary>
public sealed class WorkerCrashTests
{
    private const string Delivered = "before publisher.{0}.publish receive";
    private const string Equipped = "after /lease 200";
    private const string Announced = "after /internal/ledger/claims 200";
    private const string Answered = "after platform.call POST";
    private const string StepTold = "after /internal/ledger/steps 200";
    private const string EndTold = "after MassTransit publish-attempts-completed send";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Those that take more than one call for it.</summary>
    private static readonly string[] OfManyCalls = ["instagram", "mailchimp", "twitter"];

    private AllPlatforms _all = null!;
    private Oracle _oracle = null!;
    private string _text = "";
    private string[] _thread = [];
    private Guid[] _posts = [];

    [OneTimeSetUp]
    public async Task ConnectAsync() => _all = await AllPlatforms.SharedAsync();

    [SetUp]
    public void Watch()
    {
        _oracle = Oracle.Watch(_all.Suite);
        _text = Publisher.NewText("To all of them");
        _thread = [.. Enumerable.Range(1, 5).Select(number => Publisher.NewText($"Part {number}"))];
    }

    [TearDown]
    public async Task AssertTheRestHoldsAsync() => Assert.That(await _oracle.MistakesAsync(_all.Client.Key), Is.Empty);

    [Test]
    public Task Row_05_workers_that_die_as_they_are_handed_it_lose_and_double_nothing() => DieAsync(PointsOf(Delivered), mayBeUnknown: false);

    [Test]
    public Task Row_06_workers_that_die_before_they_announce_a_call_lose_and_double_nothing() => DieAsync(PointsOf(Equipped), mayBeUnknown: false);

    [Test]
    public Task Row_07_workers_that_die_after_they_announced_a_call_lose_and_double_nothing() => DieAsync(PointsOf(Announced));

    [Test]
    public async Task Row_07_workers_that_stand_still_before_a_call_until_it_is_taken_from_them_do_not_make_it()
    {
        await FaultPoint.StandStillAsync(_all.Suite, PointsOf(Announced), PublishAsync, UntilTakenFromThemAsync, SettleAsync);

        var publications = await JudgeAsync();
        Assert.That(publications.Where(one => one.Status == PublicationStatus.Unknown).Select(one => one.Platform), Is.Not.Empty);
        Assert.That((await _all.Suite.Sandbox.ReadPostsAsync()).Count(post => post.Platform == "discord" && post.Text == _text), Is.Zero, "its time had passed");
    }

    [Test]
    public Task Row_09_workers_that_die_with_the_answer_in_hand_lose_and_double_nothing() => DieAsync(PointsOf(Answered));

    [Test]
    public async Task Row_09_workers_that_stumble_over_the_answer_lose_and_double_nothing()
    {
        await FaultPoint.ThrowAsync(_all.Suite, PointsOf(Answered), async () =>
        {
            await PublishAsync();
            await SettleAsync();
        });

        await JudgeAsync(mayHaveFailed: true);
    }

    [Test]
    public Task Row_11_13_workers_that_die_with_the_answer_to_a_second_call_lose_and_double_nothing() =>
        DieAsync(PointsOf(Answered, occurrence: 2, OfManyCalls));

    [Test]
    public Task Row_10_workers_that_die_after_they_told_of_a_step_lose_and_double_nothing() =>
        DieAsync(PointsOf(StepTold, occurrence: 1, OfManyCalls), mayBeUnknown: false);

    [Test]
    public Task Row_10_workers_that_die_after_they_told_of_the_end_lose_and_double_nothing() => DieAsync(PointsOf(EndTold), mayBeUnknown: false);

    /// <param name="point">With the platform in the place of <c>{0}</c>.</param>
    /// <param name="platforms">All of them unless said.</param>
    private IReadOnlyList<FaultPoint> PointsOf(string point, int occurrence = 1, IEnumerable<string>? platforms = null) =>
    [
        .. (platforms ?? _all.Accounts.Keys).Select(platform =>
            new FaultPoint("publisher-" + platform, point.Replace("{0}", platform, StringComparison.Ordinal), occurrence)),
    ];

    private async Task DieAsync(IReadOnlyList<FaultPoint> points, bool mayBeUnknown = true)
    {
        await FaultPoint.DieAsync(_all.Suite, points, PublishAsync);
        await SettleAsync();
        await JudgeAsync(mayBeUnknown);
    }

    private async Task PublishAsync() => _posts =
    [
        (await _all.Client.PublishAsync(new PublishRequest
        {
            Post = new()
            {
                Title = _text,
                Content = _text,
                Variants = new Dictionary<string, VariantRequest>
                {
                    ["instagram"] = new() { Media = [new() { Url = "https://files.example/picture.jpg", ContentType = "image/jpeg" }] },
                },
            },
            Targets = [.. _all.Accounts.Keys.Select(platform => _all.To(platform))],
        })).PostId,
        (await _all.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = _thread[0], Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = _thread } } },
            Targets = [_all.To("twitter")],
        })).PostId,
    ];

    private Task UntilTakenFromThemAsync() => Eventually.BecomesTrueAsync(
        async () => (await _all.Client.StatusAsync(_posts[0])).Publications.All(publication => publication.Status != PublicationStatus.Publishing),
        Patience,
        "nobody is believed to be at it");

    private Task SettleAsync() => _all.Client.WaitUntilSettledAsync(_posts, Patience);

    private async Task<IReadOnlyList<PublicationResponse>> JudgeAsync(bool mayBeUnknown = true, bool mayHaveFailed = false)
    {
        var standing = await _all.Suite.Sandbox.ReadPostsAsync();
        var single = (await _all.Client.StatusAsync(_posts[0])).Publications;
        var thread = (await _all.Client.StatusAsync(_posts[1])).Publications;
        Assert.Multiple(() =>
        {
            foreach (var publication in single)
            {
                Judge(publication, [Count(standing, publication.Platform, _text)], mayBeUnknown, mayHaveFailed);
            }

            Judge(thread.Single(), [.. _thread.Select(part => Count(standing, "twitter", part))], mayBeUnknown, mayHaveFailed);
        });
        return [.. single, .. thread];
    }

    private static void Judge(PublicationResponse publication, IReadOnlyList<int> standing, bool mayBeUnknown, bool mayHaveFailed)
    {
        var told = $"{publication.Platform}: {publication.Status} {publication.Problem}; {string.Join(" | ", publication.Steps)}";
        if (publication.Status == PublicationStatus.Unknown && mayBeUnknown)
        {
            Assert.That(SuiteClient.IsLeftToAPerson(publication), told);
            Assert.That(standing, Is.All.LessThanOrEqualTo(1), told);
        }
        else if (publication.Status == PublicationStatus.Failed && mayHaveFailed)
        {
            Assert.That(standing, Is.All.Zero, told);
        }
        else
        {
            Assert.That(publication.Status, Is.EqualTo(PublicationStatus.Published), told);
            Assert.That(standing, Is.All.EqualTo(1), told);
        }
    }

    /// <summary>A campaign is made before it has its text, and carries its subject then.</summary>
    private static int Count(IEnumerable<SandboxPost> standing, string platform, string text) =>
        standing.Count(post => post.Platform == platform && (post.Text + post.Detail).Contains(text, StringComparison.Ordinal));
}
