using ContentMultiplier.Content.Text;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class TwitterTextTests
{
    private const int MaxLength = 280;

    [TestCaseSource(nameof(WeightedLengths))]
    public void Text_counts_as_X_counts_it(string text, object expected)
    {
        var (length, valid) = ((int, bool))expected;

        var count = TextCounter.Count(text, TextCounting.Weighted);

        Assert.That(count, Is.EqualTo(length));
        Assert.That(count is > 0 and <= MaxLength && !WeightedText.HasInvalid(text), Is.EqualTo(valid));
    }

    [TestCaseSource(nameof(Urls))]
    public void Links_are_found_where_X_finds_them(string text, object expected)
    {
        var found = UrlScanner.Find(text).Select(url => text[url.Start..url.End]);

        Assert.That(found, Is.EqualTo((string[])expected));
    }

    [TestCaseSource(nameof(UrlIndices))]
    public void Links_are_where_X_says_they_are(string text, object expected)
    {
        Assert.That(UrlScanner.Find(text), Is.EqualTo((UrlSpan[])expected));
    }

    [TestCaseSource(nameof(Tweets))]
    public void Text_is_judged_as_X_judged_it_at_140_characters(string text, object expected)
    {
        // The vectors are of the first configuration, in which every character and 23 for a link count towards 140.
        var count = UrlScanner.Find(text).Aggregate(
            TextCounter.Count(text, TextCounting.CodePoints), (sum, url) => sum + 23 - (url.End - url.Start));

        Assert.That(count is > 0 and <= 140, Is.EqualTo((bool)expected));
    }

    private static IEnumerable<TestCaseData> WeightedLengths() =>
        new[] { "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest" }
            .SelectMany(group => Vectors.Of("validate.yml", group, entry =>
            {
                var expected = (IDictionary<object, object>)entry["expected"];
                return (int.Parse((string)expected["weightedLength"]), (string)expected["valid"] == "true");
            }));

    private static IEnumerable<TestCaseData> Tweets() =>
        Vectors.Of("validate.yml", "tweets", entry => (string)entry["expected"] == "true");

    private static IEnumerable<TestCaseData> Urls() =>
        Vectors.Of("extract.yml", "urls", Texts)
            .Concat(Vectors.Of("extract.yml", "tco_urls_with_params", Texts))
            .Concat(Vectors.Of("tlds.yml", "country", Texts))
            .Concat(Vectors.Of("tlds.yml", "generic", Texts));

    private static IEnumerable<TestCaseData> UrlIndices() =>
        Vectors.Of("extract.yml", "urls_with_indices", Spans)
            .Concat(Vectors.Of("extract.yml", "urls_with_directional_markers", Spans));

    private static string[] Texts(IDictionary<object, object> entry) =>
        ((List<object>)entry["expected"]).Cast<string>().ToArray();

    private static UrlSpan[] Spans(IDictionary<object, object> entry) =>
        ((List<object>)entry["expected"]).Cast<IDictionary<object, object>>()
            .Select(url => ((List<object>)url["indices"]).Select(index => int.Parse((string)index)).ToArray())
            .Select(indices => new UrlSpan(indices[0], indices[1]))
            .ToArray();
}
