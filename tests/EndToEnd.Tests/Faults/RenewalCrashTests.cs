using System.Net;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Auth dies with the new tokens of an account in hand; the platform takes the old ones no more.</summary>
[Category("Long")]
public sealed class RenewalCrashTests : FaultsOfOneUser
{
    private const string WithNewTokensInHand = "after UPDATE credentials SET access_token";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [TearDown]
    public Task LetTokensLiveAsync() => LetTokensLiveAsync(seconds: 7200);

    [Test]
    public async Task Row_16_an_account_whose_new_tokens_are_lost_is_to_be_connected_again_and_then_publishes_what_was_wanted()
    {
        // So short that they are renewed before each use.
        await LetTokensLiveAsync(seconds: 1);
        var account = await Client.ConnectTwitterAsync();
        var text = $"{account.Id} with tokens that are lost";
        Guid post = default;

        await FaultPoint.DieAsync(Suite, [new FaultPoint("auth", WithNewTokensInHand)], async () => post = (await Client.PublishAsync(text, account)).PostId);
        await LetTokensLiveAsync();
        await Eventually.BecomesTrueAsync(async () => await HealthAsync(account) == "needs_attention", Patience, "a person is asked to connect the account again");
        await Client.WaitUntilSettledAsync(post, Patience);
        var failed = await RetryAsync(post);
        Assert.That((failed.Status, failed.Problem?.Category), Is.EqualTo((PublicationStatus.Failed, FailureCategories.Unauthorized)), $"{failed}");
        Assert.That(failed.Problem?.Action, Does.Contain("Reconnect"));
        Assert.That(await Suite.Sandbox.PostsOfAsync(account), Is.Empty);

        await Client.ReconnectAsync(account);
        Assert.That((await RetryAsync(post)).Status, Is.EqualTo(PublicationStatus.Published));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(made => made.Text), Is.EqualTo(new[] { text }));
    }

    /// <returns>What became of it.</returns>
    private async Task<PublicationResponse> RetryAsync(Guid post)
    {
        var retried = await Client.Http.CallAsync(HttpMethod.Post, $"/api/publishing/retry/{post}", "");
        Assert.That(retried.Status, Is.EqualTo(HttpStatusCode.Accepted).Or.EqualTo(HttpStatusCode.OK), retried.Body);
        return (await Client.WaitUntilSettledAsync(post, Patience)).Publications.Single();
    }

    private Task LetTokensLiveAsync(int seconds) => Suite.Sandbox.CreateAsync("settings", new { access_token_seconds = seconds });

    private async Task<string?> HealthAsync(ConnectedAccount account) => (await Client.GetAsync("/api/publishing/credentials")).Json.GetProperty("items").EnumerateArray()
        .Single(one => one.GetProperty("account_id").GetGuid() == account.Id)
        .GetProperty("health").GetString();
}
