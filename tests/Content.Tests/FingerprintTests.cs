namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class FingerprintTests
{
    [TestCase("two  words\n", "two words", Description = "white space")]
    [TestCase("cafe\u0301", "caf\u00E9", Description = "composed or not")]
    [TestCase("see example.com/a", "see https://example.com/a", Description = "a scheme that the platform added")]
    [TestCase("see http://example.com", "see https://example.com/", Description = "a slash that the platform added")]
    [TestCase("see name.unknowntld", "see http://name.unknowntld", Description = "a link that only the platform sees")]
    public void The_same_post_has_the_same_fingerprint(string sent, string read)
    {
        Assert.That(Fingerprint.Of(read), Is.EqualTo(Fingerprint.Of(sent)));
    }

    [TestCase("one", "two")]
    [TestCase("Case", "case")]
    [TestCase("new post: https://example.com/1", "new post: https://example.com/2")]
    public void Another_post_has_another(string one, string other)
    {
        Assert.That(Fingerprint.Of(other), Is.Not.EqualTo(Fingerprint.Of(one)));
    }

    [Test]
    public void Words_are_compared_without_the_links()
    {
        var one = Fingerprint.Of("new post: https://example.com/1");

        Assert.Multiple(() =>
        {
            Assert.That(Fingerprint.SameWords(one, Fingerprint.Of("new post: https://example.com/2")), Is.True);
            Assert.That(Fingerprint.SameWords(one, Fingerprint.Of("old post: https://example.com/1")), Is.False);
            Assert.That(Fingerprint.SameWords("", ""), Is.False);
        });
    }

    [Test]
    public void It_shows_nothing_of_the_text()
    {
        Assert.That(Fingerprint.Of("secret plans at example.com"), Does.Match("^[0-9a-f]{16}-[0-9a-f]{8}$"));
    }
}
