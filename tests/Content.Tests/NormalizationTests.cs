using System.Security.Cryptography;
using System.Text;
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
    public void Row_73_text_takes_form_C(string text, string expected)
    {
        Assert.That(Normalization.ToFormC(text), Is.EqualTo(expected));
    }

    [TestCase("plain", "plain")]
    [TestCase("cafe\u0301", "caf\u00E9")]
    [TestCase("\uFF30\uFF41\uFF53\uFF53\u3000\u00B2", "Pass 2", Description = "wide letters, a wide space, a raised digit")]
    [TestCase("\uFB01\u1E9B\u0323", "fi\u1E69", Description = "a ligature; a long s with marks")]
    [TestCase("\uFFA1\uFFC2", "\uAC00", Description = "narrow Hangul")]
    [TestCase("\u2460\u00BD", "11\u20442")]
    public void Text_takes_form_KC(string text, string expected) => Assert.That(Normalization.ToFormKC(text), Is.EqualTo(expected));

    [Test]
    public void Every_code_point_takes_the_form_KC_that_unicode_gives_it()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var point = 0; point < 0x110000; point++)
        {
            if (Rune.IsValid(point))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(Normalization.ToFormKC(char.ConvertFromUtf32(point)) + "\n"));
            }
        }

        // Of the same lines by another implementation (CPython's unicodedata 14.0.0).
        Assert.That(Convert.ToHexStringLower(hash.GetHashAndReset()), Is.EqualTo("06e7277bca1b5f061a23d4e0caee648a132aee7e3fe7ae21a6f460298c980a11"));
    }
}
