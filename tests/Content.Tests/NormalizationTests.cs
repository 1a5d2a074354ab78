using ContentMultiplier.Content.Text;

namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class NormalizationTests
{
    [TestCase("plain", "plain")]
    [TestCase("cafe\u0301", "caf\u00E9")]
    [TestCase("\u212B", "\u00C5", Description = "Ångström sign")]
    [TestCase("s\u0307\u0323", "\u1E69", Description = "marks in the wrong order")]
    [TestCase("q\u0307\u0323", "q\u0323\u0307", Description = "marks that are ordered but do not compose")]
    [TestCase("\u0958", "\u0915\u093C", Description = "excluded from composition")]
    [TestCase("\u1100\u1161\u11A8", "\uAC01", Description = "Hangul")]
    [TestCase("\uAC00\u11A8", "\uAC01", Description = "a syllable and its tail")]
    [TestCase("\U0001D15E", "\U0001D157\U0001D165", Description = "outside the basic plane")]
    [TestCase("a\u0300\u0300", "\u00E0\u0300", Description = "the second mark stays")]
    [TestCase("\u0300a", "\u0300a", Description = "nothing to combine with")]
    public void Text_takes_form_C(string text, string expected)
    {
        Assert.That(Normalization.ToFormC(text), Is.EqualTo(expected));
    }
}
