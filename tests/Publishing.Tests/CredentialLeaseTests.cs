using System.Net;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

public sealed class CredentialLeaseTests : Fixture
{
    private readonly Guid _account = Guid.CreateVersion7();
    private readonly Guid _workspace = Guid.CreateVersion7();

    private CredentialLeases Leases => Worker.Get<CredentialLeases>();

    [Test]
    public async Task Many_publications_of_an_account_share_one_lease()
    {
        var gate = new TaskCompletionSource();
        Credentials.Pause = () => gate.Task;

        var asking = Enumerable.Range(0, 100).Select(_ => Leases.GetAsync(_account, _workspace, default)).ToList();
        gate.SetResult();
        var all = await Task.WhenAll(asking);

        Assert.That(Credentials.Leases, Is.EqualTo(1));
        Assert.That(all.Select(credential => credential.AccessToken), Is.All.EqualTo("access-token-number-one"));
    }

    [Test]
    public async Task A_lease_about_to_expire_is_fetched_again()
    {
        Credentials.Lease = Credentials.Lease with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(4) };
        await Leases.GetAsync(_account, _workspace, default);

        await Leases.GetAsync(_account, _workspace, default);

        Assert.That(Credentials.Leases, Is.EqualTo(2));
    }

    [Test]
    public async Task A_dropped_lease_is_fetched_again()
    {
        await Leases.GetAsync(_account, _workspace, default);
        Leases.Drop(_account);

        await Leases.GetAsync(_account, _workspace, default);

        Assert.That(Credentials.Leases, Is.EqualTo(2));
    }

    [Test]
    public async Task Row_55_many_refusals_of_one_version_cause_one_refresh()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Leases.GetAsync(_account, _workspace, default)));
        Credentials.Refreshed = Credentials.Lease with { Version = 2, AccessToken = "access-token-number-two" };

        var refreshed = await Task.WhenAll(all.Select(credential => Leases.RefreshAsync(_account, _workspace, credential)));

        Assert.Multiple(() =>
        {
            Assert.That(refreshed, Is.All.True);
            Assert.That(all.Select(credential => credential.AccessToken), Is.All.EqualTo("access-token-number-two"));
            Assert.That(Credentials.Leases, Is.EqualTo(2));
        });
    }

    [TestCase(HttpStatusCode.NotFound, FailureCategories.Unauthorized, false)]
    [TestCase(HttpStatusCode.Conflict, FailureCategories.Unauthorized, false)]
    [TestCase(HttpStatusCode.ServiceUnavailable, FailureCategories.Unavailable, true)]
    [TestCase(HttpStatusCode.Unauthorized, FailureCategories.Unavailable, true)]
    public async Task Without_a_credential_nothing_is_claimed(HttpStatusCode status, string category, bool isRetryable)
    {
        Credentials.Status = status;

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(category));
            Assert.That(outcome.IsRetryable, Is.EqualTo(isRetryable));
            Assert.That(outcome.Fence, Is.Zero);
            Assert.That(Ledger.Requests, Is.Zero);
        });
    }

    [Test]
    public void A_mask_hides_every_form_of_a_secret()
    {
        var mask = new SecretMask(new CredentialLeaseResponse
        {
            Version = 1,
            AccessToken = "token+with/odd=signs",
            Fields = new Dictionary<string, string>
            {
                ["webhook_url"] = "https://example.com/api/webhooks/123456/a-very-secret-segment",
                ["api_key"] = "key-0123456789",
            },
        });

        var clean = mask.Clean(
            "token+with/odd=signs token%2Bwith%2Fodd%3Dsigns a-very-secret-segment "
            + "POST /api/webhooks/123456/a-very-secret-segment failed for key-0123456789, code 42");

        Assert.That(clean, Is.EqualTo("*** *** *** POST *** failed for ***, code 42"));
    }

    [Test]
    public void A_mask_leaves_what_is_no_secret()
    {
        var lease = new CredentialLeaseResponse
        {
            Version = 1,
            Fields = new Dictionary<string, string> { ["site_url"] = "https://blog.example", ["password"] = "very-secret" },
        };

        var clean = new SecretMask(lease, new HashSet<string> { "site_url" }).With(lease).Clean("https://blog.example/?p=1 very-secret");

        Assert.That(clean, Is.EqualTo("https://blog.example/?p=1 ***"));
    }

    [Test]
    public async Task What_the_platform_repeats_is_masked_in_the_outcome()
    {
        Platform.Answer(new StandInAnswer(403, """{"detail":"Bearer access-token-number-one may not post"}"""));

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(outcome!.Detail, Is.EqualTo("HTTP 403: Bearer *** may not post"));
        Assert.That(outcome.Steps.Single().Detail, Does.Not.Contain("access-token"));
    }
}
