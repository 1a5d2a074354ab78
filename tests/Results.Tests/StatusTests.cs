using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Attempts;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>Where a post stands, as users see it, and how that comes right when something was lost between posts and results.</summary>
public sealed class StatusTests : RunningResults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_worker_that_is_faster_than_the_request_hides_no_target()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (begun, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Results.Services.GetRequiredService<StepLedger>().ClaimAsync(new ClaimsRequest([Claim(begun, post, workspace)]), CancellationToken.None);
        PostsKnows(post, (begun, "queued"), (other, "queued"));

        var status = await StatusAsync(workspace, post);

        Assert.That(
            status.GetProperty("publications").EnumerateArray().Select(one => (one.GetProperty("publication_id").GetGuid(), one.GetProperty("status").GetString())),
            Is.EquivalentTo(new[] { (begun, "publishing"), (other, "queued") }));
        Assert.That(status.GetProperty("status").GetString(), Is.EqualTo("publishing"));
    }

    [Test]
    public async Task A_request_that_was_lost_is_made_good_by_the_reminder()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var publication = Guid.CreateVersion7();

        // Said again until it is heard: the queue is there once the bus is up.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await RemindAsync(post, workspace, publication);
                return await Servers.Database.ScalarAsync<long>($"select count(*) from publications where id = '{publication}' and status = 'queued'") == 1;
            },
            Patience);
    }

    [Test]
    public void Reminded_it_says_where_it_stands_and_is_scheduled_again_if_it_has_not_begun()
    {
        var publication = Transitions.Requested();
        var version = publication.Version;

        publication.Remind(Transitions.Now.AddSeconds(20));

        Assert.That(
            (publication.Version, publication.Effects.IsAnnounced, publication.Effects.WakeAt),
            Is.EqualTo((version, true, (DateTimeOffset?)Transitions.Now.AddSeconds(20))));
    }

    [TestCase(PublicationStatus.Publishing)]
    [TestCase(PublicationStatus.Unknown)]
    [TestCase(PublicationStatus.Published)]
    [TestCase(PublicationStatus.Cancelled)]
    public void Reminded_of_what_has_begun_or_ended_it_schedules_nothing(string status)
    {
        var publication = In(status);
        var before = (publication.Status, publication.Version, publication.DeadlineAt, publication.Fence);

        publication.Remind(Transitions.Now.AddSeconds(20));

        Assert.That((publication.Effects.IsAnnounced, publication.Effects.WakeAt), Is.EqualTo((true, (DateTimeOffset?)null)));
        Assert.That((publication.Status, publication.Version, publication.DeadlineAt, publication.Fence), Is.EqualTo(before));
    }

    private static Publication In(string status)
    {
        var publication = status == PublicationStatus.Unknown ? Transitions.Lost() : Transitions.Requested();
        switch (status)
        {
            case PublicationStatus.Publishing:
                publication.Claim(Transitions.Claim("message"), Transitions.Now, Transitions.Options);
                break;
            case PublicationStatus.Published:
                publication.Claim(Transitions.Claim("message"), Transitions.Now, Transitions.Options);
                Transitions.Complete(publication, Transitions.Outcome(AttemptResults.Published) with { ExternalId = "1801", Steps = [Transitions.Accepted("message")] });
                break;
            case PublicationStatus.Cancelled:
                publication.Cancel(TimeProvider.System.GetUtcNow());
                break;
            default:
                break;
        }

        Assert.That(publication.Status, Is.EqualTo(status));
        publication.Effects.WakeAt = null;
        return publication;
    }

    private Task RemindAsync(Guid post, Guid workspace, Guid publication) => Results.Services.GetRequiredService<IBus>().Publish(new PublicationsAwaited
    {
        Posts =
        [
            new AwaitedPost
            {
                PostId = post,
                WorkspaceId = workspace,
                Publications = [new RequestedPublication { PublicationId = publication, Platform = "twitter", AccountId = Guid.CreateVersion7(), AccountName = "news" }],
            },
        ],
    });

    private void PostsKnows(Guid post, params (Guid Id, string Status)[] publications) => Results.Posts.Next(HttpStatusCode.OK, JsonSerializer.Serialize(
        new PostPublications(post, [.. publications.Select(one => new KnownPublication(one.Id, "twitter", Guid.CreateVersion7(), "news", one.Status, null))]),
        ServiceDefaults.Http.PeerJson.Options));

    private async Task<JsonElement> StatusAsync(Guid workspace, Guid post)
    {
        using var client = Results.ClientOf(workspace);
        return JsonDocument.Parse(await client.GetStringAsync($"/api/publishing/status/{post}")).RootElement;
    }

    private static ClaimRequest Claim(Guid publication, Guid post, Guid workspace) => new()
    {
        ClaimId = Guid.CreateVersion7(), PublicationId = publication, PostId = post, WorkspaceId = workspace, Platform = "twitter",
        AccountId = Guid.CreateVersion7(), Attempt = 1, Intent = new StepIntent("message"),
    };
}
