using System.Net;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A post that leaves after another one, with the address of that in its text.</summary>
public sealed class DependencyTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ConnectedAccount _twitter = null!;
    private ConnectedAccount _discord = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _twitter = await Client.ConnectTwitterAsync();
        _discord = await Client.ConnectDiscordAsync();
    }

    [Test]
    public async Task Dependent_post_carries_the_address_of_the_one_it_waited_for()
    {
        var text = Publisher.NewText("It is out");

        var accepted = await PublishAsync(text, new { account_id = _twitter.Id });
        var status = await BothSettledAsync(accepted);

        var url = status.Publications.Single(one => one.Platform == "twitter").ExternalUrl;
        var posts = await Suite.Sandbox.PostsOfAsync(_discord);
        Assert.That(status.Publications.Select(one => one.Status), Is.All.EqualTo("published"));
        Assert.That(posts.Where(post => post.Text.StartsWith(text, StringComparison.Ordinal)).Select(post => post.Text), Is.EqualTo(new[] { $"{text} {url}" }));
    }

    [Test]
    public async Task Dependent_post_is_dropped_with_the_one_it_waits_for()
    {
        var text = Publisher.NewText("It is not out");
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "status", status = 403, account = _twitter.SandboxName });

        var accepted = await PublishAsync(text, new { account_id = _twitter.Id, on_failure = "drop" });
        var status = await BothSettledAsync(accepted);

        var dropped = status.Publications.Single(one => one.Platform == "discord");
        Assert.That((dropped.Status, dropped.Problem?.Category), Is.EqualTo(("cancelled", "dependency")));
        Assert.That((await Suite.Sandbox.PostsOfAsync(_discord)).Where(post => post.Text.StartsWith(text, StringComparison.Ordinal)), Is.Empty);
    }

    private Task<PostStatusResponse> BothSettledAsync(Guid postId) => Eventually.GetAsync(
        async () => await Client.StatusAsync(postId) is { Publications: [var one, var other] } status
            && PublicationStatus.IsFinal(one.Status) && PublicationStatus.IsFinal(other.Status) ? status : null,
        Patience,
        "both are settled");

    private async Task<Guid> PublishAsync(string text, object dependsOn)
    {
        var answer = await Client.PostAsync("/api/publishing/publish", new
        {
            post = new { content = text, variants = new { discord = new { text = text + " {{twitter.url}}" } } },
            targets = new object[] { new { account_id = _twitter.Id }, new { account_id = _discord.Id, depends_on = dependsOn } },
        });
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        return answer.Json.GetProperty("post_id").GetGuid();
    }
}
