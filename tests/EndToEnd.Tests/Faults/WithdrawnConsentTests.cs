using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Features;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The user takes the consent back while a thread is being posted.</summary>
public sealed class WithdrawnConsentTests : FaultsOfOneUser
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [OneTimeTearDown]
    public Task EndAsync() => Suite.Sandbox.ClearFaultsAsync();

    [Test]
    public async Task Row_58_a_thread_whose_consent_is_withdrawn_goes_on_at_the_first_missing_part_after_reconnecting()
    {
        var account = await Client.ConnectTwitterAsync();
        string[] parts = [$"{account.Id} one", $"{account.Id} two", $"{account.Id} three"];

        // The first part passes; from then on the platform knows the application no more.
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "delay", milliseconds = 0, account = account.SandboxName });
        await Suite.Sandbox.AddFaultAsync(new { platform = "twitter", kind = "status", status = 401, times = -1, account = account.SandboxName });
        var post = (await Client.PublishAsync(new PublishRequest
        {
            Post = new() { Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = parts } } },
            Targets = [new() { AccountId = account.Id }],
        })).PostId;
        var stopped = (await Client.WaitUntilSettledAsync(post, Deadline)).Publications.Single();
        Assert.That(stopped.Status, Is.EqualTo(PublicationStatus.Failed), $"{stopped}");
        Assert.That(stopped.Problem?.Category, Is.EqualTo(FailureCategories.Unauthorized));
        Assert.That(stopped.Problem?.Action, Does.Contain("Reconnect"));

        await Suite.Sandbox.WithdrawConsentAsync(account);
        await Suite.Sandbox.ClearFaultsAsync();
        await RetryAsync(post);
        var waiting = await Eventually.GetAsync<PublicationResponse>(
            async () => await OnlyAsync(post) is { Attempts.Count: > 1 } tried && tried.Attempts[^1].Result is not null ? tried : null, Deadline);
        Assert.That(waiting.Status, Is.Not.EqualTo(PublicationStatus.Published));
        Assert.That((await Suite.Sandbox.PostsOfAsync(account)).Select(made => made.Text), Is.EqualTo(parts[..1]));

        await Client.ReconnectAsync(account);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var publication = await OnlyAsync(post);
                if (publication.Status == PublicationStatus.Failed)
                {
                    await RetryAsync(post);
                }

                return publication.Status == PublicationStatus.Published;
            },
            Deadline);

        var made = await Suite.Sandbox.PostsOfAsync(account);
        Assert.That(made.Select(one => one.Text), Is.EqualTo(parts));
        Assert.That(made.Select(one => one.ReplyTo), Is.EqualTo(new[] { null, made[0].Id, made[1].Id }));
        Assert.That((await OnlyAsync(post)).ExternalId, Is.EqualTo(made[0].Id));
    }

    private async Task<PublicationResponse> OnlyAsync(Guid post) => (await Client.StatusAsync(post)).Publications.Single();

    private Task RetryAsync(Guid post) => Client.Http.CallAsync(HttpMethod.Post, $"/api/publishing/retry/{post}", "");
}
