using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Auth.Tests;

public sealed class RotateCredentialTests
{
    private const string NewKey = "key-another-12345678";

    private AuthApp _app = null!;
    private TestUser _user = null!;
    private AccountResponse _account = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [SetUp]
    public async Task ConnectAsync()
    {
        _app.Platform.Reset();
        _app.Worker.Answer = null;
        _user = await _app.NewUserAsync();
        _account = await _user.ConnectByFieldsAsync();
    }

    [TearDown]
    public void Forget() => _app.Worker.Answer = null;

    [Test]
    public async Task Another_key_for_the_same_account_takes_the_place()
    {
        var before = await LeaseAsync();

        using var answer = await RotateAsync(_account.AccountId, ("api_key", NewKey));

        var rotated = await answer.ReadAsync<AccountResponse>();
        var after = await LeaseAsync();
        Assert.Multiple(() =>
        {
            Assert.That((rotated.AccountId, rotated.Health), Is.EqualTo((_account.AccountId, "ok")));
            Assert.That(after.Fields, Is.EquivalentTo(new Dictionary<string, string> { ["api_key"] = NewKey, ["region"] = "eu" }));
            Assert.That(after.Version, Is.GreaterThan(before.Version));
        });
        Assert.That(await CredentialsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_of_another_account_is_refused_and_the_former_one_stays()
    {
        _app.Worker.Answer = _ => new AccountsDiscovered { Accounts = [new("ext-7", "Somebody else's")] };

        using var answer = await RotateAsync(_account.AccountId, ("api_key", NewKey));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "another_account")));
        await TheFormerKeyStaysAsync();
    }

    [Test]
    public async Task A_key_that_the_platform_refuses_leaves_the_former_one()
    {
        _app.Worker.Answer = lease => lease.Fields["api_key"] == NewKey
            ? new AccountsDiscovered { Category = FailureCategories.Unauthorized, Detail = "no such key" }
            : new AccountsDiscovered { Accounts = [new("ext-1", "First account")] };

        using var answer = await RotateAsync(_account.AccountId, ("api_key", NewKey));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "credential_refused")));
        await TheFormerKeyStaysAsync();
    }

    [Test]
    public async Task A_key_of_the_wrong_form_is_named_and_not_repeated()
    {
        using var answer = await RotateAsync(_account.AccountId, ("api_key", "nonsense-secret"), ("surplus", "x"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "fields.api_key", "fields.surplus" }));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("nonsense-secret"));
    }

    [Test]
    public async Task An_account_connected_by_consent_is_connected_again_instead()
    {
        var account = await _user.ConnectByOAuthAsync();

        using var answer = await RotateAsync(account.AccountId, ("api_key", NewKey));

        Assert.That((answer.StatusCode, await answer.ProblemAsync()), Is.EqualTo((HttpStatusCode.Conflict, "not_fields")));
    }

    [Test]
    public async Task Nobody_rotates_the_key_of_another_workspace()
    {
        var stranger = await _app.NewUserAsync();

        using var answer = await RotateAsync(_account.AccountId, stranger, ("api_key", NewKey));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        await TheFormerKeyStaysAsync();
    }

    [Test]
    public async Task A_platform_may_be_connected_by_fields_as_well_as_by_consent()
    {
        using var answer = await _user.Http.PostAsync(
            "/api/publishing/credentials",
            new ConnectCredentialRequest(StubWorker.PagesPlatform, new Dictionary<string, string> { ["api_key"] = NewKey, ["sender"] = "" }));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
    }

    private async Task TheFormerKeyStaysAsync()
    {
        Assert.That((await LeaseAsync()).Fields["api_key"], Is.EqualTo("key-secret-12345678"));
        Assert.That(await CredentialsAsync(), Is.EqualTo(1));
    }

    private Task<long> CredentialsAsync() =>
        _app.Database.ScalarAsync<long>($"select count(*) from credentials where workspace_id = '{_user.WorkspaceId}'");

    private Task<HttpResponseMessage> RotateAsync(Guid accountId, params (string Name, string Value)[] fields) =>
        RotateAsync(accountId, _user, fields);

    private static Task<HttpResponseMessage> RotateAsync(Guid accountId, TestUser user, params (string Name, string Value)[] fields) =>
        user.Http.PostAsync(
            $"/api/publishing/credentials/{accountId}/rotate",
            new RotateCredentialRequest(fields.ToDictionary(field => field.Name, field => field.Value)));

    private async Task<CredentialLeaseResponse> LeaseAsync()
    {
        using var worker = _app.WorkerClient("publisher.keyed");
        return await worker.PostAsync<CredentialLeaseResponse>(
            $"/internal/credentials/{_account.AccountId}/lease", new LeaseCredentialRequest("keyed", _user.WorkspaceId));
    }
}
