using ContentMultiplier.Webhooks.Deliveries;

namespace ContentMultiplier.Webhooks.Tests;

public sealed class PolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Row_84_there_are_14_tries_over_seven_days()
    {
        var whole = RetryPolicy.Delays.Aggregate(TimeSpan.Zero, (sum, delay) => sum + delay);

        Assert.Multiple(() =>
        {
            Assert.That(RetryPolicy.Tries, Is.EqualTo(14));
            Assert.That(whole, Is.EqualTo(TimeSpan.FromDays(7)).Within(TimeSpan.FromHours(2)));
            Assert.That(RetryPolicy.NextAfter(14, null, 0.5), Is.Null);
        });
    }

    [Test]
    public void Row_84_each_delay_is_spread_by_a_fifth([Range(1, 13)] int tries)
    {
        var delay = RetryPolicy.Delays[tries - 1];

        Assert.Multiple(() =>
        {
            Assert.That(RetryPolicy.NextAfter(tries, null, 0), Is.EqualTo(delay * 0.8));
            Assert.That(RetryPolicy.NextAfter(tries, null, 0.5), Is.EqualTo(delay));
            Assert.That(RetryPolicy.NextAfter(tries, null, 1), Is.EqualTo(delay * 1.2).Within(TimeSpan.FromMilliseconds(1)));
        });
    }

    [TestCase(1, 90, 90, TestName = "Row_84_what_the_receiver_asks_for_is_kept")]
    [TestCase(1, 1, 5, TestName = "Row_84_a_wait_that_is_shorter_changes_nothing")]
    [TestCase(1, 1_000_000, 86_400, TestName = "Row_84_nobody_puts_it_off_by_more_than_a_day")]
    public void Row_84_retry_after(int tries, int asked, int expected) =>
        Assert.That(RetryPolicy.NextAfter(tries, TimeSpan.FromSeconds(asked), 0.5), Is.EqualTo(TimeSpan.FromSeconds(expected)));

    [TestCase(null, false, "Go")]
    [TestCase(71, false, "Go")]
    [TestCase(72, false, "Warn")]
    [TestCase(72, true, "Go")]
    [TestCase(119, true, "Go")]
    [TestCase(120, true, "Disable")]
    [TestCase(120, false, "Disable")]
    public void Row_86_five_days_of_failures_alone_disable(int? hours, bool isWarned, string verdict) => Assert.That(
        DisablePolicy.Judge(new WebhookOptions().WarnAfter, hours is { } failing ? Now.AddHours(-failing) : null, isWarned ? Now : null, Now).ToString(),
        Is.EqualTo(verdict));

    [Test]
    public void Row_82_the_known_vector_is_signed() => Assert.That(
        Signature.Of(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8),
        Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

    [Test]
    public void A_secret_is_as_long_as_what_it_is_hashed_with() => Assert.That(
        Convert.FromBase64String(Signature.NewSecret()[Signature.SecretPrefix.Length..]), Has.Length.EqualTo(32));
}
