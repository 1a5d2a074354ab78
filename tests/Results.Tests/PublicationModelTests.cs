using ContentMultiplier.Results.Tests.Model;

namespace ContentMultiplier.Results.Tests;

/// <summary>
/// A million random steps around the state machine, over thousands of publications: nothing stands at the platform twice, what is
/// published stands there whole, and once nothing goes wrong any more everything comes to its end.
/// </summary>
public sealed class PublicationModelTests
{
    private const int StepsOfAll = 1_000_000;
    private const int StepsOfOne = 200;
    private const int Patience = 20_000;

    [Test]
    public void Nothing_is_posted_twice_and_nothing_is_left_lying([Range(0, 9)] int part)
    {
        for (var number = 0; number < StepsOfAll / StepsOfOne / 10; number++)
        {
            var seed = (part * 100_000) + number;
            var world = new World(new Random(seed));
            try
            {
                for (var step = 0; step < StepsOfOne; step++)
                {
                    world.Step();
                }

                var calm = 0;
                while (!world.IsAtRest && calm++ < Patience)
                {
                    world.Calm();
                }
            }
            catch (Exception failure)
            {
                throw new AssertionException($"seed {seed}, status {world.Publication.Status}: {failure.Message}", failure);
            }

            Assert.That(world.IsTrue, $"seed {seed} ends as {world.Publication.Status}, and it stands there");
            Assert.That(world.IsAtRest, $"seed {seed} stays {world.Publication.Status} until {world.Publication.DeadlineAt:O}, now {world.Now:O}");
        }
    }
}
