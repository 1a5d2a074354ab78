using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests;

public sealed class UserTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SharedApp.GetAsync();

    [Test]
    public async Task A_new_user_owns_a_workspace()
    {
        var user = await _app.NewUserAsync();

        var me = await user.Http.ReadAsync<MeResponse>("/api/auth/me");

        Assert.Multiple(() =>
        {
            Assert.That(me.Email, Is.EqualTo(user.Email));
            Assert.That(me.Workspaces.Single().Role, Is.EqualTo("owner"));
        });
    }

    [Test]
    public async Task A_user_signs_in_with_another_spelling_of_the_address()
    {
        var user = await _app.NewUserAsync();
        using var http = _app.Anonymous();

        var tokens = await http.PostAsync<TokenResponse>(
            "/api/auth/login", new LoginRequest($"  {user.Email.ToUpperInvariant()} ", AuthApp.Password));

        using var exchanged = await _app.ExchangeAsync(tokens.AccessToken);
        Assert.That((await exchanged.ReadAsync<TokenExchangeResponse>()).UserId, Is.EqualTo(user.UserId));
    }

    [Test]
    public async Task An_address_is_registered_once()
    {
        var user = await _app.NewUserAsync();
        using var http = _app.Anonymous();

        using var answer = await http.PostAsync(
            "/api/auth/register", new RegisterRequest(user.Email.ToUpperInvariant(), AuthApp.Password, "Another"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.ProblemAsync(), Is.EqualTo("email_taken"));
    }

    [TestCase("no-address", AuthApp.Password, "Name", "email")]
    [TestCase("a@example.test", "too short", "Name", "password")]
    [TestCase("a@example.test", "aaaaaaaaaaaaaaaa", "Name", "password")]
    [TestCase("somebody@example.test", "Somebody@example.test", "Name", "password")]
    [TestCase("a@example.test", AuthApp.Password, " ", "name")]
    public async Task A_registration_that_breaks_a_rule_names_the_field(string email, string password, string name, string field)
    {
        using var http = _app.Anonymous();

        using var answer = await http.PostAsync("/api/auth/register", new RegisterRequest(email, password, name));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task Row_68_a_wrong_password_and_an_unknown_address_answer_alike()
    {
        var user = await _app.NewUserAsync();
        using var http = _app.Anonymous();

        using var wrong = await http.PostAsync("/api/auth/login", new LoginRequest(user.Email, "not the password"));
        using var unknown = await http.PostAsync("/api/auth/login", new LoginRequest("nobody@example.test", "not the password"));

        Assert.Multiple(() =>
        {
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
        Assert.That(await wrong.ProblemAsync(), Is.EqualTo(await unknown.ProblemAsync()));
    }

    [Test]
    public async Task Row_68_guessing_one_account_is_slowed_down_whatever_the_address()
    {
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var http = _app.Anonymous();
            using var answer = await http.PostAsync("/api/auth/login", new LoginRequest("victim@example.test", $"a guess, number {attempt}"));
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses[..5], Has.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(statuses[5], Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Closed_registration_lets_only_the_first_user_in()
    {
        await using var app = await AuthApp.StartAsync(("REGISTRATION", "closed"));
        await app.NewUserAsync();
        using var http = app.Anonymous();

        using var answer = await http.PostAsync("/api/auth/register", new RegisterRequest("second@example.test", AuthApp.Password, "Second"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.ProblemAsync(), Is.EqualTo("registration_closed"));
    }

    [Test]
    public async Task The_interface_is_described()
    {
        using var http = _app.Anonymous();

        var document = await http.GetStringAsync("/openapi/v1.json");

        Assert.That(document, Does.Contain("\"Register\"").And.Contain("/api/publishing/auth/{platform}/callback").And.Not.Contain("/internal/"));
    }

    [Test]
    public async Task The_service_is_ready_with_database_and_broker()
    {
        using var http = _app.Anonymous();

        await Eventually.BecomesTrueAsync(
            async () => (await http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(60));
    }
}
