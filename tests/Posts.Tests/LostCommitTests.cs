using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Posts.Tests;

/// <summary>PostgreSQL committed and nobody heard of it: whoever asks again under the same key gets what is there.</summary>
public sealed class LostCommitTests
{
    [Test]
    public async Task Row_01_35_a_request_whose_commit_was_not_heard_of_is_repeated_without_a_second_post()
    {
        using var workspace = new Workspace();
        var twitter = await workspace.ConnectAsync(Samples.Twitter);
        await using var postgres = await Proxied.PostgresAsync();
        await using var replica = PostsSuite.Service.Behind(postgres);
        using var client = replica.ClientOf(workspace.Id);
        using var readable = await client.GetAsync("/api/posts");
        Assert.That(readable.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var key = Guid.NewGuid().ToString();

        // One message to the server holds the whole transaction with its commit.
        postgres.Fault = new Fault { LoseAnswerTo = "insert into post_targets"u8.ToArray() };
        var unheard = await PublishAsync(client, key, twitter);
        postgres.Fault = Fault.None;

        Assert.That(unheard, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(postgres.LostAnswers, Is.Positive);
        Assert.That(await workspace.PostsAsync(), Is.EqualTo(1));

        // Connections that broke meanwhile may cost a try.
        await Eventually.BecomesTrueAsync(
            async () => await PublishAsync(client, key, twitter) == HttpStatusCode.Accepted, TimeSpan.FromSeconds(60));
        Assert.That(await workspace.PostsAsync(), Is.EqualTo(1));
        var post = await PostsSuite.Service.Database.ScalarAsync<Guid>($"select id from posts where workspace_id = '{workspace.Id}'");
        await Eventually.BecomesTrueAsync(() => Commands(post) > 0, TimeSpan.FromSeconds(60));
        Assert.That(await workspace.CountAsync($"select count(*) from post_targets where post_id = '{post}'"), Is.EqualTo(1));
    }

    private static async Task<HttpStatusCode> PublishAsync(HttpClient client, string key, Guid account)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/publishing/publish")
        {
            Content = JsonContent.Create(Workspace.To(account), options: StrictJson.Options),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static int Commands(Guid postId) => PostsSuite.Listener.Heard<PublishPost>(command => command.PostId == postId).Count;
}
