using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Tests;

public sealed class SessionListTests
{
    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [Test]
    public async Task Sessions_are_listed_and_the_asking_one_is_marked()
    {
        var here = await _app.NewPersonAsync();
        var there = await here.ElsewhereAsync();

        var sessions = await SessionsAsync(here);

        Assert.That(
            sessions.Select(session => (session.Id, session.Current)),
            Is.EquivalentTo(new[] { (here.SessionId, true), (there.SessionId, false) }));
        Assert.That(sessions[0].Network, Does.EndWith(".0/24"));
    }

    [Test]
    public async Task What_a_client_calls_itself_is_kept_as_far_as_it_can_be()
    {
        var person = await _app.NewPersonAsync();
        using var http = _app.Auth.Anonymous();
        http.DefaultRequestHeaders.Add("User-Agent", new string('a', 300));
        await http.PostAsync<TokenResponse>("/api/auth/login", new LoginRequest(person.Email, AuthApp.Password));

        var agents = (await SessionsAsync(person)).Select(session => session.UserAgent);

        Assert.That(agents, Does.Contain(new string('a', 200)));
    }

    [Test]
    public async Task One_session_is_ended_and_the_others_stay()
    {
        var here = await _app.NewPersonAsync();
        var there = await here.ElsewhereAsync();

        using var answer = await here.Http.DeleteAsync($"/api/auth/sessions/{there.SessionId}");
        using var again = await here.Http.DeleteAsync($"/api/auth/sessions/{there.SessionId}");

        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        });
        Assert.That(await there.IsSignedInAsync() || await there.CanRefreshAsync(), Is.False);
        Assert.That(await here.IsSignedInAsync(), Is.True);
        Assert.That((await SessionsAsync(here)).Single().Id, Is.EqualTo(here.SessionId));
    }

    [Test]
    public async Task Somebody_elses_session_is_not_there()
    {
        var person = await _app.NewPersonAsync();
        var other = await _app.NewPersonAsync();

        using var answer = await person.Http.DeleteAsync($"/api/auth/sessions/{other.SessionId}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await other.IsSignedInAsync(), Is.True);
    }

    [Test]
    public async Task Signing_out_everywhere_ends_every_token_of_every_session_and_nobody_elses()
    {
        var here = await _app.NewPersonAsync();
        var there = await here.ElsewhereAsync();
        var other = await _app.NewPersonAsync();

        using var answer = await here.Http.PostAsync("/api/auth/logout-all", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await here.IsSignedInAsync() || await there.IsSignedInAsync(), Is.False);
        Assert.That(await here.CanRefreshAsync() || await there.CanRefreshAsync(), Is.False);
        Assert.That(await other.IsSignedInAsync(), Is.True);
        var anew = await here.ElsewhereAsync();
        Assert.That((await SessionsAsync(anew)).Single().Id, Is.EqualTo(anew.SessionId));
    }

    [Test]
    public async Task A_session_not_used_for_a_fortnight_is_not_listed()
    {
        var here = await _app.NewPersonAsync();
        _app.Auth.Clock.Advance(TimeSpan.FromDays(14));
        var there = await here.ElsewhereAsync();

        Assert.That((await SessionsAsync(there)).Single().Id, Is.EqualTo(there.SessionId));
    }

    [Test]
    public async Task The_list_is_paged()
    {
        var here = await _app.NewPersonAsync();
        var there = await here.ElsewhereAsync();

        var first = await here.Http.ReadAsync<Page<SessionResponse>>("/api/auth/sessions?limit=1");
        var second = await here.Http.ReadAsync<Page<SessionResponse>>($"/api/auth/sessions?limit=1&cursor={first.NextCursor}");
        using var wrong = await here.Http.GetAsync("/api/auth/sessions?limit=0&cursor=x");

        Assert.That((first.Items.Single().Id, second.Items.Single().Id), Is.EqualTo((here.SessionId, there.SessionId)));
        Assert.That(await wrong.FieldsAsync(), Is.EquivalentTo(new[] { "cursor", "limit" }));
    }

    [TestCase("GET", "/api/auth/sessions")]
    [TestCase("POST", "/api/auth/logout-all")]
    [TestCase("GET", "/api/auth/totp")]
    [TestCase("DELETE", "/api/auth/sessions/019396a0-0000-7000-8000-000000000001")]
    public async Task An_api_key_does_not_manage_the_account(string method, string path)
    {
        var person = await _app.NewPersonAsync();
        using var http = _app.Auth.As(new UserTicket(person.UserId, Guid.NewGuid(), "owner", [.. Policies.Scopes], Guid.NewGuid()));

        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.ProblemAsync(), Is.EqualTo("session_required"));
    }

    private static async Task<IReadOnlyList<SessionResponse>> SessionsAsync(Person person) =>
        (await person.Http.ReadAsync<Page<SessionResponse>>("/api/auth/sessions")).Items;
}
