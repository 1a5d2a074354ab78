using ContentMultiplier.Results.Publications;

namespace ContentMultiplier.Results.Tests;

public sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 31, 9, 0, 0, TimeSpan.Zero);

    [TestCase(1, 60)]
    [TestCase(2, 300)]
    [TestCase(3, 900)]
    [TestCase(4, 3600)]
    public void Each_failure_waits_longer(int failures, int seconds) =>
        Assert.That(Next(failures), Is.EqualTo(Now.AddSeconds(seconds)));

    [Test]
    public void The_fifth_failure_is_the_last() => Assert.That(Next(5), Is.Null);

    [TestCase(0.0, 48)]
    [TestCase(0.999999, 72)]
    public void The_wait_is_spread_by_a_fifth_to_either_side(double random, int seconds) =>
        Assert.That(RetryPolicy.NextTry(1, true, null, Now, () => random)!.Value - Now, Is.EqualTo(TimeSpan.FromSeconds(seconds)).Within(TimeSpan.FromSeconds(0.1)));

    [Test]
    public void The_platforms_time_wins_when_it_is_later_and_not_when_it_is_earlier()
    {
        Assert.That(RetryPolicy.NextTry(1, true, Now.AddHours(2), Now, () => 0.5), Is.EqualTo(Now.AddHours(2)));
        Assert.That(RetryPolicy.NextTry(1, true, Now.AddSeconds(1), Now, () => 0.5), Is.EqualTo(Now.AddMinutes(1)));
    }

    [Test]
    public void Row_45_a_rate_limit_is_over_when_the_platform_says_and_burns_no_attempt()
    {
        Assert.That(RetryPolicy.NextTry(5, false, Now.AddSeconds(3), Now, () => 0.5), Is.EqualTo(Now.AddSeconds(3)));
        Assert.That(RetryPolicy.NextTry(5, false, null, Now, () => 0.5), Is.EqualTo(Now.AddMinutes(1)));
    }

    [Test]
    public void Row_45_no_platform_makes_us_wait_longer_than_a_day() =>
        Assert.That(RetryPolicy.NextTry(1, false, Now.AddYears(30), Now, () => 0.5), Is.EqualTo(Now.AddDays(1)));

    private static DateTimeOffset? Next(int failures) => RetryPolicy.NextTry(failures, true, null, Now, () => 0.5);
}
