using System.Globalization;
using System.Text;
using ContentMultiplier.Content.Formatting;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content.Tests;

public sealed class ThreadSplitterTests
{
    private static readonly TextRules X = new() { Counting = TextCounting.Weighted, MaxLength = 280, MaxParts = 25 };

    [Test]
    public void Text_that_fits_stays_one_part() =>
        Assert.That(ThreadSplitter.Split(" Short and sweet. ", X, numbered: true), Is.EqualTo(new[] { "Short and sweet." }));

    [Test]
    public void Paragraphs_are_kept_where_they_fill_a_part()
    {
        var (one, two) = (new string('a', 200), new string('b', 150));

        Assert.That(ThreadSplitter.Split($"{one}\n\n{two}", X, numbered: false), Is.EqualTo(new[] { one, two }));
    }

    [Test]
    public void Sentences_are_kept_where_a_paragraph_is_too_long()
    {
        var (one, two) = (Words(30) + ".", Words(35) + "!");

        Assert.That(ThreadSplitter.Split($"{one} {two}", X, numbered: false), Is.EqualTo(new[] { one, two }));
    }

    [Test]
    public void Words_are_kept_where_a_sentence_is_too_long()
    {
        var parts = ThreadSplitter.Split(Words(100), X, numbered: false);

        Assert.That(string.Join(' ', parts), Is.EqualTo(Words(100)));
        Assert.That(parts.Select(part => part.Length), Is.All.InRange(1, 280));
    }

    [Test]
    public void Word_that_alone_is_too_long_is_broken()
    {
        var parts = ThreadSplitter.Split(new string('x', 600), X, numbered: false);

        Assert.That(parts.Select(part => part.Length), Is.EqualTo(new[] { 280, 280, 40 }));
    }

    [TestCase("https://example.com/a/very/long/path?with=much&more=of.it")]
    [TestCase("@somebody_with_a_name")]
    [TestCase("#a_long_hashtag")]
    [TestCase("{{wordpress.url}}")]
    public void Links_mentions_and_hashtags_stay_whole_wherever_they_stand(string whole)
    {
        for (var before = 255; before < 285; before++)
        {
            var parts = ThreadSplitter.Split($"{new string('x', before)} {whole} {Words(20)}", X, numbered: false);

            Assert.That(parts.Count(part => part.Split(' ').Contains(whole)), Is.EqualTo(1), $"after {before} characters");
        }
    }

    [TestCase("👩‍👩‍👧‍👦")]
    [TestCase("e\u0301")]
    [TestCase("🇩🇪")]
    public void Graphemes_stay_whole(string grapheme)
    {
        var parts = ThreadSplitter.Split(string.Concat(Enumerable.Repeat(grapheme, 400)), X, numbered: false);

        Assert.That(parts.Sum(part => new StringInfo(part).LengthInTextElements), Is.EqualTo(400));
        Assert.That(parts.All(part => part.Length % grapheme.Length == 0));
    }

    [Test]
    public void Link_that_fits_nowhere_is_a_part_of_its_own_that_is_too_long()
    {
        var link = "https://example.com/" + new string('a', 100);

        var parts = ThreadSplitter.Split($"Hello {link} there", X with { Counting = TextCounting.CodePoints, MaxLength = 50 }, numbered: false);

        Assert.That(parts, Does.Contain(link));
    }

    [Test]
    public void Numbers_fit_into_the_limit_with_one_digit_and_with_two()
    {
        foreach (var words in new[] { 60, 500, 1200 })
        {
            var parts = ThreadSplitter.Split(Words(words), X, numbered: true);

            Assert.That(parts.Select(part => TextCounter.Count(part, X.Counting)), Is.All.LessThanOrEqualTo(280));
            Assert.That(parts.Select((part, index) => part.EndsWith($" {index + 1}/{parts.Count}", StringComparison.Ordinal)), Is.All.True);
        }
    }

    /// <summary>Whatever the text: nothing is lost but blanks between parts, and every part that can fit does.</summary>
    [Test]
    public void No_character_is_lost([Range(0, 60)] int seed)
    {
        var random = new Random(seed);
        var text = Noise(random);

        var parts = ThreadSplitter.Split(text, X, numbered: false);

        Assert.That(Bare(string.Concat(parts)), Is.EqualTo(Bare(text)));
        Assert.That(parts.Select(part => TextCounter.Count(part, X.Counting)), Is.All.LessThanOrEqualTo(280));
        Assert.That(parts, Has.None.Empty);
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(index => "word" + (index % 10)));

    private static string Bare(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    private static string Noise(Random random)
    {
        string[] pieces = ["Hello", "wörld.", "👩‍👩‍👧‍👦", "日本語の文。", "https://example.com/x?y=1", "@you", "#tag", "\n", "\n\n", "end!", "a", "…", "“Quoted.”"];
        var text = new StringBuilder();
        for (var piece = random.Next(20, 400); piece > 0; piece--)
        {
            text.Append(pieces[random.Next(pieces.Length)]).Append(' ');
        }

        return text.ToString();
    }
}
