using ContentMultiplier.Publishers.LinkedIn;

namespace ContentMultiplier.Publishers.ConformanceTests.LinkedIn;

public sealed class LittleTextTests
{
    [TestCase("Hello", "Hello")]
    [TestCase("a (b) [c] {d} <e> | ~ * _ \\", @"a \(b\) \[c\] \{d\} \<e\> \| \~ \* \_ \\")]
    [TestCase("mail me@example.com", @"mail me\@example.com")]
    [TestCase("#one and #2nd_place!", @"{hashtag|\#|one} and {hashtag|\#|2nd\_place}!")]
    [TestCase("#größe", @"{hashtag|\#|größe}")]
    [TestCase("C# is #1", @"C\# is \#1")]
    [TestCase("https://example.com/a_b#part", @"https://example.com/a\_b\#part")]
    [TestCase("with @[Dev (test)](urn:li:organization:24) today", @"with @[Dev \(test\)](urn:li:organization:24) today")]
    [TestCase("no mention: @[x](urn:li:share:1)", @"no mention: \@\[x\]\(urn:li:share:1\)")]
    public void Everything_reserved_is_escaped_but_hashtags_and_mentions(string text, string little)
        => Assert.That(LittleText.Write(text), Is.EqualTo(little));

    [TestCase("a (b) [c] {d} <e> | ~ * _ \\ @x C# #1")]
    [TestCase("#one #two_three @[Dev (test)](urn:li:person:a_b-c) https://example.com/a_b#part")]
    [TestCase("{hashtag|\\#|not written by us}")]
    public void What_was_written_is_read_back(string text)
        => Assert.That(LittleText.Read(LittleText.Write(text)), Is.EqualTo(text));
}
