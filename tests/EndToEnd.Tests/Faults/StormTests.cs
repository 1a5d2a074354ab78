using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>A platform answers every create with a failure of its own, and has made half of the posts all the same.</summary>
public sealed class StormTests
{
    private const int OfEach = 4;

    [Test]
    public async Task Row_46_a_storm_of_failures_that_half_did_post_doubles_and_loses_nothing()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        using var client = await suite.RegisterAsync();
        var account = await client.ConnectTwitterAsync();
        var oracle = Oracle.Watch(suite);
        try
        {
            foreach (var accepted in new[] { true, false })
            {
                await suite.Sandbox.AddFaultAsync(
                    new { platform = "twitter", account = account.SandboxName, kind = "status", status = 500, accepted, times = OfEach });
            }

            var texts = Enumerable.Range(0, OfEach * 2).Select(number => $"{account.Id} {number}").ToList();
            var answers = await Task.WhenAll(texts.Select(text => client.PublishAsync(text, account)));
            var settled = await client.WaitUntilSettledAsync([.. answers.Select(answer => answer.PostId)], TimeSpan.FromSeconds(90));

            var publications = settled.Values.Select(post => post.Publications.Single());
            Assert.That(publications.Select(publication => publication.Attempts[0].Result), Is.All.EqualTo("unknown"));
            var expected = texts.Zip(answers, (text, answer) => new ExpectedPost(answer.PostId, OnTwitter: [text], OnDiscord: null));
            Assert.That(Verdict.On(expected, settled, await suite.Sandbox.ReadPostsAsync(), await oracle.MistakesAsync(client.Key)).Mistakes, Is.Empty);
        }
        finally
        {
            await suite.Sandbox.ClearFaultsAsync();
        }
    }
}
