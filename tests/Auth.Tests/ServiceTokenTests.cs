using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Tests;

public sealed class ServiceTokenTests
{
    private const string Worker = "publisher.testy";

    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task A_worker_gets_a_ticket_with_its_own_secret()
    {
        using var http = _app.Anonymous();

        var token = await http.PostAsync<ServiceTokenResponse>(
            "/internal/tokens/service", new ServiceTokenRequest(Worker, AuthApp.WorkerSecret(Worker)));

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/credentials/{Guid.NewGuid()}/lease");
        request.Headers.Add(InternalTickets.Header, token.Token);
        request.Content = JsonBody.Of(new LeaseCredentialRequest("testy", Guid.NewGuid()));
        using var answer = await http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("publisher.testy", "publisher.keyed")]
    [TestCase("gateway", "gateway")]
    [TestCase("publisher.", "publisher.")]
    [TestCase("publisher.Testy", "publisher.Testy")]
    [TestCase("publisher.testy\n", "publisher.testy\n")]
    public async Task No_other_name_or_secret_gets_one(string name, string secretOf)
    {
        using var http = _app.Anonymous();

        using var answer = await http.PostAsync("/internal/tokens/service", new ServiceTokenRequest(name, AuthApp.WorkerSecret(secretOf)));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Users_reach_nothing_internal()
    {
        var user = await _app.NewUserAsync();

        using var exchange = await user.Http.PostAsync("/internal/tokens/exchange", new TokenExchangeRequest("x", null));
        using var lease = await user.Http.PostAsync(
            $"/internal/credentials/{Guid.NewGuid()}/lease", new LeaseCredentialRequest("testy", user.WorkspaceId));
        using var anonymous = _app.Anonymous();
        using var nobody = await anonymous.PostAsync("/internal/tokens/exchange", new TokenExchangeRequest("x", null));

        Assert.Multiple(() =>
        {
            Assert.That(exchange.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(lease.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(nobody.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
    }

    [Test]
    public async Task Workers_do_not_read_users_tokens()
    {
        var user = await _app.NewUserAsync();
        using var worker = _app.WorkerClient(Worker);

        using var answer = await worker.PostAsync("/internal/tokens/exchange", new TokenExchangeRequest(user.Tokens.AccessToken, null));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
