using ContentMultiplier.Results.Live;

namespace ContentMultiplier.Results.Tests;

public sealed class PositionTests
{
    [TestCase("10:10:", 9ul, true)]
    [TestCase("10:10:", 10ul, false)]
    [TestCase("10:14:10,12", 10ul, false)]
    [TestCase("10:14:10,12", 11ul, true)]
    [TestCase("10:14:10,12", 12ul, false)]
    [TestCase("10:14:10,12", 13ul, true)]
    [TestCase("10:14:10,12", 14ul, false)]
    public void Seen_is_what_had_ended(string position, ulong transaction, bool seen) =>
        Assert.That(At(position).Covers(transaction), Is.EqualTo(seen));

    [TestCase("10:10:", "9:9:", true)]
    [TestCase("9:9:", "10:10:", false)]
    [TestCase("10:14:10,12", "10:10:", true)]
    [TestCase("10:14:10,12", "10:13:10,12", true)]
    [TestCase("10:14:10,12", "11:11:", false)]
    [TestCase("10:14:10,12", "10:16:10,12,14,15", true)]
    [TestCase("10:14:10,12", "10:16:10,12,14", false)]
    public void One_covers_another_when_it_has_seen_all_of_that(string one, string other, bool covers) =>
        Assert.That(At(one).Covers(At(other)), Is.EqualTo(covers));

    [TestCase("10:14:10,12", 11ul, "10:12:10")]
    [TestCase("10:14:10,12", 13ul, "10:14:10,12")]
    [TestCase("12:14:12", 10ul, "11:11:")]
    public void A_part_ends_behind_a_transaction(string whole, ulong last, string part) =>
        Assert.That(At(whole).Until(last).ToString(), Is.EqualTo(part));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("10")]
    [TestCase("0:0:")]
    [TestCase("10:9:")]
    [TestCase("10:14:14")]
    [TestCase("10:14:9")]
    [TestCase("10:14:12,11")]
    [TestCase("10:14:a")]
    [TestCase("10:14:-1")]
    [TestCase("18446744073709551615:18446744073709551615:")]
    public void What_the_database_could_not_read_is_none(string? text) => Assert.That(Position.Parse(text), Is.Null);

    [Test]
    public void A_long_one_is_cut_at_the_first_that_was_open()
    {
        var open = Enumerable.Range(10, 150).ToArray();

        Assert.That(At($"10:200:{string.Join(',', open)}").ToString(), Is.EqualTo("10:10:"));
    }

    private static Position At(string text) => Position.Parse(text)!;
}
