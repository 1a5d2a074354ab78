namespace ContentMultiplier.ServiceDefaults.Tests;

public sealed class TimedIdTests
{
    private static readonly DateTimeOffset Noon = new(2040, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Ids_of_one_moment_stand_in_the_order_in_which_they_were_made()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => TimedId.Next(Noon.AddHours(1))).ToList();

        Assert.That(ids, Is.Unique);
        Assert.That(ids, Is.EqualTo(ids.Select(id => $"{id}").Order(StringComparer.Ordinal).Select(Guid.Parse)));
    }

    [Test]
    public void Ids_of_several_processes_stand_in_the_order_of_their_microseconds()
    {
        // Times that lie far from each other leave no trace in one another: what is made so is what another process would make.
        var (_, earlier) = (TimedId.Next(Noon.AddHours(5)), TimedId.Next(Noon.AddMicroseconds(2)));
        var (_, later) = (TimedId.Next(Noon.AddHours(5)), TimedId.Next(Noon.AddMicroseconds(3)));

        Assert.That($"{earlier}", Is.LessThan($"{later}").Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void Id_is_of_version_7_and_tells_its_millisecond()
    {
        var id = TimedId.Next(Noon.AddHours(3).AddTicks(9_999));

        Assert.Multiple(() =>
        {
            Assert.That(id.Version, Is.EqualTo(7));
            Assert.That(id.Variant, Is.InRange(8, 11));
            Assert.That(TimedId.MillisecondsOf(id), Is.EqualTo(Noon.AddHours(3).ToUnixTimeMilliseconds()));
        });
    }

    [Test]
    public void Clock_that_was_set_back_is_followed()
    {
        TimedId.Next(Noon.AddHours(9));

        Assert.That(TimedId.MillisecondsOf(TimedId.Next(Noon.AddHours(7))), Is.EqualTo(Noon.AddHours(7).ToUnixTimeMilliseconds()));
    }
}
