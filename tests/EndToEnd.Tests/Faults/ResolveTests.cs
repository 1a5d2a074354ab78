using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>What only a person can settle: an answer lost at a platform that cannot be read back.</summary>
public sealed class ResolveTests : FaultsOfOneUser
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Test]
    public async Task What_is_there_is_published_by_its_address_and_sent_no_more()
    {
        var (postId, id, account) = await LoseAnswerAsync(accepted: true);

        var answer = await ResolveAsync(id, new { outcome = "published", external_url = "https://discord.com/channels/1/2/314159" });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        Assert.That(answer.Json.GetProperty("external_id").GetString(), Is.EqualTo("314159"));
        var settled = await StatusAsync(postId);
        Assert.That(settled.Status, Is.EqualTo(PublicationStatus.Published));
        Assert.That(settled.Problem, Is.Null);
        Assert.That((await ResolveAsync(id, new { outcome = "absent" })).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await StandingAsync(account), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_absent_is_sent_again_and_stands_once()
    {
        var (postId, id, account) = await LoseAnswerAsync(accepted: false);

        var answer = await ResolveAsync(id, new { outcome = "absent" });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        await Eventually.BecomesTrueAsync(async () => (await StatusAsync(postId)).Status == PublicationStatus.Published, Deadline);
        Assert.That(await StandingAsync(account), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_given_up_is_not_sent_by_a_retry_of_the_post()
    {
        var (postId, id, account) = await LoseAnswerAsync(accepted: true);

        var answer = await ResolveAsync(id, new { outcome = "abandoned" });
        var retried = await Client.Http.CallAsync(HttpMethod.Post, $"/api/publishing/retry/{postId}", "");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        Assert.That(retried.Status, Is.EqualTo(HttpStatusCode.OK), retried.Body);
        Assert.That((await StatusAsync(postId)).Status, Is.EqualTo(PublicationStatus.Cancelled));
        Assert.That(await StandingAsync(account), Is.EqualTo(1));
    }

    [Test]
    public async Task A_word_that_says_nothing_is_refused_with_everything_that_is_wrong()
    {
        var (_, id, _) = await LoseAnswerAsync(accepted: true);

        var unclear = await ResolveAsync(id, new { outcome = "maybe", external_url = "ftp://x", external_id = " " });
        var nowhere = await ResolveAsync(id, new { outcome = "published" });
        var unknown = await ResolveAsync(Guid.CreateVersion7(), new { outcome = "absent" });

        Assert.That(unclear.Status, Is.EqualTo(HttpStatusCode.BadRequest), unclear.Body);
        Assert.That(
            unclear.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name),
            Is.EquivalentTo(new[] { "outcome", "external_url", "external_id" }));
        Assert.That(nowhere.Status, Is.EqualTo(HttpStatusCode.BadRequest), nowhere.Body);
        Assert.That(unknown.Status, Is.EqualTo(HttpStatusCode.NotFound), unknown.Body);
    }

    private async Task<(Guid PostId, Guid PublicationId, ConnectedAccount Account)> LoseAnswerAsync(bool accepted)
    {
        var account = await Client.ConnectDiscordAsync();
        await Suite.Sandbox.AddFaultAsync(new { platform = "discord", kind = "status", status = 503, accepted, account = account.SandboxName });
        var answer = await Client.PublishAsync($"{account.Id}", account);
        var waiting = await Eventually.GetAsync<PublicationResponse>(
            async () => await StatusAsync(answer.PostId) is var publication && SuiteClient.IsLeftToAPerson(publication) ? publication : null,
            Deadline);
        return (answer.PostId, waiting.PublicationId, account);
    }

    private Task<Answer> ResolveAsync(Guid publication, object word) =>
        Client.Http.CallAsync(HttpMethod.Post, $"/api/publishing/publications/{publication}/resolve", JsonSerializer.Serialize(word));

    private async Task<PublicationResponse> StatusAsync(Guid postId) => (await Client.StatusAsync(postId)).Publications.Single();

    private async Task<int> StandingAsync(ConnectedAccount account) =>
        (await Suite.Sandbox.ReadPostsAsync()).Count(post => post.Platform == account.Platform && post.Account == account.SandboxName);
}
