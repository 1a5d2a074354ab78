namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class SlugsTests
{
    [TestCase("twitter", true)]
    [TestCase("wordpress-com", true)]
    [TestCase("x1", true)]
    [TestCase("x", false)]
    [TestCase("1x", false)]
    [TestCase("Twitter", false)]
    [TestCase("twitter\n", false)]
    [TestCase("twitter.com", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void A_slug_is_short_lower_case_and_fit_for_names_of_queues(string? slug, bool valid)
    {
        Assert.That(Slugs.IsValid(slug), Is.EqualTo(valid));
    }
}
