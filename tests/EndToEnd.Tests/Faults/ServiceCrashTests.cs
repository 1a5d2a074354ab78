using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Services die at certain points of their work, several at once, in the midst of a load: nothing is lost and nothing is posted twice.</summary>
public sealed class ServiceCrashTests
{
    private static readonly RoundSize Size = new(Posts: 60, Over: TimeSpan.FromSeconds(8), Deadline: TimeSpan.FromSeconds(90), Accounts: 1);

    [Test]
    public Task Row_01_17_services_that_die_between_a_commit_and_its_answer_lose_and_double_nothing() => DieAsync(
        "dying before the answer",
        new FaultPoint("posts", "after insert into idempotency_keys", Occurrence: 9),
        new FaultPoint("gateway", "after proxy.forwarder publish posts", Occurrence: 21));

    [Test]
    public Task Row_02_04_14_services_that_die_in_the_midst_of_a_transaction_lose_and_double_nothing() => DieAsync(
        "dying in a transaction",
        new FaultPoint("posts", "after update post_targets, when t.status = 'scheduled'"),
        new FaultPoint("scheduler", "after insert into outbox_messages, unnest"),
        new FaultPoint("results", "after insert into publication_endings, unnest", Occurrence: 3));

    [Test]
    public Task Row_03_15_services_that_die_before_they_strike_off_what_they_sent_lose_and_double_nothing() => DieAsync(
        "dying before the strike-off",
        new FaultPoint("posts", "after MassTransit publish-post send", Occurrence: 30),
        new FaultPoint("scheduler", "after MassTransit publications-due send"),
        new FaultPoint("results", "after MassTransit publications-changed send", Occurrence: 2),
        new FaultPoint("webhooks", "after /hooks 20", Occurrence: 12));

    private static async Task DieAsync(string name, params FaultPoint[] points)
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var round = await Round.RunAsync(suite, name, _ => FaultPoint.DieAsync(suite, points, () => Task.CompletedTask), size: Size);

        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }
}
