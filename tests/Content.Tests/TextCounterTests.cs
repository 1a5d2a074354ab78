using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class TextCounterTests
{
    private const string Family = "👨‍👩‍👧‍👦";
    private const string Accented = "e\u0301";
    private const string Arabic = "مرحبا";
    private const string Scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";

    [TestCase("plain", 5, 5, 5, 5)]
    [TestCase("", 0, 0, 0, 0)]
    [TestCase(Family, 11, 7, 1, 2, Description = "four people joined")]
    [TestCase(Accented, 2, 2, 1, 1, Description = "a letter and its accent apart")]
    [TestCase("e\u0323\u0302", 3, 3, 1, 2, Description = "two accents out of two blocks")]
    [TestCase(Arabic, 5, 5, 5, 5)]
    [TestCase("\u200Fשלום\u200E!", 7, 7, 7, 9, Description = "right to left with marks")]
    [TestCase("🇫🇷", 4, 2, 1, 2, Description = "a flag")]
    [TestCase(Scotland, 14, 7, 1, 2, Description = "a flag of tags")]
    [TestCase("👍🏽", 4, 2, 1, 2, Description = "a skin tone")]
    [TestCase("❤️", 2, 2, 1, 2, Description = "a symbol in emoji style")]
    [TestCase("©", 1, 1, 1, 1)]
    [TestCase("©️", 2, 2, 1, 2)]
    [TestCase("5️⃣", 3, 3, 1, 2, Description = "a keycap")]
    [TestCase("😀\u0301", 3, 2, 1, 3, Description = "an accent on an emoji counts by itself")]
    [TestCase("日本語", 3, 3, 3, 6)]
    [TestCase("한글", 2, 2, 2, 4)]
    [TestCase("\u1112\u1161\u11AB", 3, 3, 1, 2, Description = "a Hangul syllable in pieces")]
    [TestCase("Read example.com/a-long-path-that-does-not-matter now", 53, 53, 53, 32)]
    public void Row_73_each_way_of_counting_has_its_own_number(string text, int utf16, int codePoints, int graphemes, int weighted)
    {
        Assert.That(
            new[] { TextCounting.Utf16, TextCounting.CodePoints, TextCounting.Graphemes, TextCounting.Weighted }
                .Select(counting => TextCounter.Count(text, counting)),
            Is.EqualTo(new[] { utf16, codePoints, graphemes, weighted }));
    }

    [Test]
    public void An_unknown_way_of_counting_counts_code_units()
    {
        Assert.That(TextCounter.Count(Family, "words"), Is.EqualTo(11));
    }

    [TestCase("あ.", ".com")]
    [TestCase("あ", "_.com")]
    [TestCase("a.", "あ.com")]
    [TestCase("http://", "")]
    [TestCase("http://a.com/(", "")]
    [TestCase("(", "a.com")]
    [TestCase("x.com?", "!")]
    [TestCase("xn--あ.", "com")]
    [TestCase("\u0327\u0301", "")]
    [CancelAfter(10_000)]
    public void Row_73_hostile_text_is_counted_in_time(string repeated, string end)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, 100_000 / repeated.Length)) + end;

        Assert.That(TextCounter.Count(text, TextCounting.Weighted), Is.Positive);
        Assert.That(TestContext.CurrentContext.CancellationToken.IsCancellationRequested, Is.False);
    }
}
