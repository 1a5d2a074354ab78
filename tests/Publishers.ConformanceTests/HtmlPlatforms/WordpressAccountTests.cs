using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests.HtmlPlatforms;

public sealed class WordpressAccountTests
{
    [TestCase(301, "")]
    [TestCase(404, "{}")]
    [TestCase(404, "<html>Not found</html>")]
    [TestCase(200, "<html>The front page</html>")]
    public async Task A_site_without_permalinks_is_found_at_its_other_address(int status, string body)
    {
        await using var scenario = new Scenario(PlatformUnderTest.All.Single(known => known.Slug == "wordpress"));
        scenario.Expect([], scenario.Sample.Discovery!.Credential);
        scenario.Platform.Script = request => Task.FromResult(request.Target switch
        {
            var target when target.Contains("rest_route=/wp/v2/users/me", StringComparison.Ordinal) => new StandInAnswer(200, """{"id":1,"name":"Editor"}"""),
            var target when target.Contains("rest_route=/", StringComparison.Ordinal) => new StandInAnswer(200, """{"name":"News","home":"https://blog.example/news"}"""),
            _ => new StandInAnswer(status, body),
        });

        var found = await scenario.CreateWorker().Get<PlatformReader>().DiscoverAsync(
            new DiscoverAccounts { Platform = "wordpress", WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, default);

        Assert.That(found.Category, Is.Null, found.Detail);
        Assert.That(found.Accounts.Select(account => (account.ExternalId, account.Name)), Is.EqualTo(new[] { ("blog.example/news", "News") }));
    }
}
