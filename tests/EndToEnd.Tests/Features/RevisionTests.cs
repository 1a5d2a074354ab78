using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What was published is taken back and edited, seen at the platforms.</summary>
public sealed class RevisionTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>By account.</summary>
    private readonly Dictionary<Guid, Guid> _posts = [];

    [Test]
    public async Task A_thread_on_X_is_taken_back_wholly()
    {
        var account = await Client.ConnectTwitterAsync();
        var text = Publisher.NewText("Taken back");
        var publication = await PublishAsync(account, new PublishRequest
        {
            Post = new() { Content = text, Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = [$"{text} one", $"{text} two", $"{text} three"] } } },
            Targets = [new() { AccountId = account.Id, ContentType = "thread" }],
        });

        var asked = await CallAsync(HttpMethod.Delete, publication);
        Assert.That(asked.Status, Is.EqualTo(HttpStatusCode.Accepted), asked.Body);
        await BecomesAsync(publication, asked, RevisionStates.Done);

        Assert.That(await StandingAsync(account), Is.Empty);
        Assert.That(await Suite.Sandbox.PostsOfAsync(account), Has.Count.EqualTo(3), "what was accepted stays in the books");
        Assert.That((await FindAsync(publication)).RemovedAt, Is.Not.Null);
        var again = await CallAsync(HttpMethod.Delete, publication);
        Assert.That(again.Json.GetProperty("id").GetGuid(), Is.EqualTo(asked.Json.GetProperty("id").GetGuid()));
    }

    [Test]
    public async Task A_message_of_a_webhook_is_edited_then_taken_back() => await EditAndRemoveAsync(await Client.ConnectDiscordAsync());

    [Test]
    public async Task A_message_of_a_bot_is_edited_then_taken_back() => await EditAndRemoveAsync(await Client.ConnectDiscordBotAsync());

    [Test]
    public async Task A_post_of_a_page_is_edited_then_taken_back() => await EditAndRemoveAsync(await Client.ConnectByConsentAsync("facebook"), limit: 63_206);

    [Test]
    public async Task A_removal_outlives_the_worker_and_the_message()
    {
        const string Worker = "publisher-discord";
        const string Queue = "publisher.discord.revise";
        using var broker = new Broker(Suite);
        var account = await Client.ConnectDiscordAsync();
        var publication = await PublishAsync(account, Publisher.NewText("Patience"));
        await Suite.Processes.Suite.KillAsync(Worker);
        try
        {
            var asked = await CallAsync(HttpMethod.Delete, publication);
            Assert.That(asked.Status, Is.EqualTo(HttpStatusCode.Accepted), asked.Body);
            await Eventually.BecomesTrueAsync(async () => await broker.DepthAsync(Queue) > 0, Patience);
            await broker.DeleteQueueAsync(Queue);

            await Suite.ReviveAsync(Worker);

            await BecomesAsync(publication, asked, RevisionStates.Done);
            Assert.That(await StandingAsync(account), Is.Empty);
        }
        finally
        {
            if (Suite.Processes.Suite.Pid(Worker) == 0)
            {
                await Suite.ReviveAsync(Worker);
            }
        }
    }

    [Test]
    public async Task Another_workspace_finds_nothing_and_X_edits_nothing()
    {
        var account = await Client.ConnectTwitterAsync();
        var publication = await PublishAsync(account, Publisher.NewText("Mine"));
        using var stranger = await Suite.RegisterAsync();
        var path = PathOf(publication);

        HttpStatusCode[] answers =
        [
            (await stranger.Http.CallAsync(HttpMethod.Delete, path)).Status, (await stranger.Http.CallAsync(HttpMethod.Patch, path, """{"text": "Yours"}""")).Status,
            (await stranger.GetAsync(path + "/revisions")).Status, (await CallAsync(HttpMethod.Patch, publication, "Other words")).Status,
        ];

        Assert.That(answers, Is.EqualTo(new[] { HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity }));
        Assert.That(await StandingAsync(account), Has.Count.EqualTo(1));
    }

    private async Task EditAndRemoveAsync(ConnectedAccount account, int limit = 2000)
    {
        var publication = await PublishAsync(account, Publisher.NewText("First words"));

        var tooLong = await CallAsync(HttpMethod.Patch, publication, new string('a', limit + 7));
        var edit = await CallAsync(HttpMethod.Patch, publication, "Better words");
        Assert.That(tooLong.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), tooLong.Body);
        Assert.That(tooLong.Errors["text"], Does.Contain($"{limit + 7}").And.Contain($"{limit}"));
        Assert.That(edit.Status, Is.EqualTo(HttpStatusCode.Accepted), edit.Body);
        await BecomesAsync(publication, edit, RevisionStates.Done);
        Assert.That((await StandingAsync(account)).Single(), Is.EqualTo("Better words"));

        var removal = await CallAsync(HttpMethod.Delete, publication);
        await BecomesAsync(publication, removal, RevisionStates.Done);
        Assert.That(await StandingAsync(account), Is.Empty);
        Assert.That((await Client.GetAsync(PathOf(publication) + "/revisions")).Json.EnumerateArray().Select(revision => revision.GetProperty("kind").GetString()),
            Is.EqualTo(new[] { "removal", "edit" }));
        Assert.That((await CallAsync(HttpMethod.Patch, publication, "Too late")).Status, Is.EqualTo(HttpStatusCode.Conflict));
    }

    private Task<PublicationResponse> PublishAsync(ConnectedAccount account, string text) =>
        PublishAsync(account, new PublishRequest { Post = new() { Content = text }, Targets = [new() { AccountId = account.Id }] });

    private async Task<PublicationResponse> PublishAsync(ConnectedAccount account, PublishRequest request)
    {
        var post = (await Client.PublishAsync(request)).PostId;
        _posts[account.Id] = post;
        var publication = (await Client.WaitUntilSettledAsync(post, Patience)).Publications.Single();
        Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
        return publication;
    }

    private async Task<PublicationResponse> FindAsync(PublicationResponse publication) =>
        (await Client.StatusAsync(_posts[publication.AccountId])).Publications.Single();

    private Task<Answer> CallAsync(HttpMethod method, PublicationResponse publication, string? text = null) =>
        Client.Http.CallAsync(method, PathOf(publication), text is null ? null : JsonSerializer.Serialize(new { text }));

    private async Task BecomesAsync(PublicationResponse publication, Answer asked, string state)
    {
        var id = asked.Json.GetProperty("id").GetGuid();
        await Eventually.BecomesTrueAsync(
            async () => (await Client.GetAsync(PathOf(publication) + "/revisions")).Json.EnumerateArray()
                .Any(revision => revision.GetProperty("id").GetGuid() == id && revision.GetProperty("state").GetString() == state),
            Patience, state);
    }

    private async Task<IReadOnlyList<string>> StandingAsync(ConnectedAccount account) =>
        [.. (await Suite.Sandbox.PostsOfAsync(account)).Where(post => post.DeletedAt is null).Select(post => post.Text)];

    private static string PathOf(PublicationResponse publication) => $"/api/publishing/publications/{publication.PublicationId}";
}
