using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;

namespace ContentMultiplier.Auth.Tests;

public sealed class UserAuditTests
{
    private const string NewPassword = "staple of another horse";

    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [Test]
    public async Task Signing_in_and_out_is_recorded_and_so_is_who_was_refused()
    {
        var person = await _app.NewPersonAsync();
        using var wrong = await person.SignInAsync("not the password of anybody");
        var there = await person.ElsewhereAsync();
        using var ended = await person.Http.DeleteAsync($"/api/auth/sessions/{there.SessionId}");
        using var logout = await person.PostAnonymousAsync("/api/auth/logout", new RefreshRequest(person.Tokens.RefreshToken));
        using var everywhere = await person.Http.PostAsync("/api/auth/logout-all", null);

        var log = await LogAsync(person);

        Assert.That(
            log.Select(row => (row.Action, row.Outcome)),
            Is.EqualTo(new[]
            {
                ("user.register", "done"), ("session.login", "done"), ("session.login", "denied"), ("session.login", "done"),
                ("session.logout", "done"), ("session.logout", "done"), ("session.logout_all", "done"),
            }));
        Assert.Multiple(() =>
        {
            Assert.That(log.Select(row => row.SubjectId), Has.All.EqualTo(person.UserId.ToString()));
            Assert.That(log[1].Actor, Is.EqualTo(person.UserId.ToString()));
            Assert.That((log[2].ActorKind, log[2].Detail["reason"]), Is.EqualTo(("anonymous", "password")));
            Assert.That(log[2].Network, Does.EndWith(".0/24"));
        });
    }

    [Test]
    public async Task A_refresh_token_that_two_hold_is_recorded()
    {
        var person = await _app.NewPersonAsync();
        await person.CanRefreshAsync();
        _app.Auth.Clock.Advance(TimeSpan.FromSeconds(31));

        await person.CanRefreshAsync();

        Assert.That((await LogAsync(person))[^1], Has.Property("Action").EqualTo("session.refresh_reused").And.Property("Outcome").EqualTo("denied"));
    }

    [Test]
    public async Task What_users_change_about_their_accounts_is_recorded_without_addresses_or_secrets()
    {
        var person = await _app.NewPersonAsync();
        var email = $"new-{Guid.NewGuid():N}@example.test";
        var enrolled = await person.Http.PostAsync<TotpEnrollmentResponse>("/api/auth/totp", new EnrollTotpRequest(AuthApp.Password));
        var code = Totp.CodeAt(enrolled.Secret, _app.Auth.Clock.GetUtcNow());
        var codes = await person.Http.PostAsync<RecoveryCodesResponse>("/api/auth/totp/confirm", new ConfirmTotpRequest(code));
        using var off = await person.Http.PostAsync(
            "/api/auth/totp/disable", new SecondFactorRequest(AuthApp.Password, codes.RecoveryCodes[0]));
        using var wrong = await person.PutAsync("/api/auth/password", new ChangePasswordRequest("wrong", NewPassword));
        using var changed = await person.PutAsync("/api/auth/password", new ChangePasswordRequest(AuthApp.Password, NewPassword));
        using var asked = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(email, NewPassword));
        var token = await _app.TokenAsync(email, "Confirm your new e-mail address");
        using var confirmed = await person.PostAnonymousAsync("/api/auth/email/confirm", new ConfirmEmailRequest(token));
        using var forgot = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest(email));
        var reset = new ResetPasswordRequest(await _app.TokenAsync(email, "Reset your password"), "yet another horse's staple");
        using var replaced = await person.PostAnonymousAsync("/api/auth/password/reset", reset);

        var log = await LogAsync(person);

        Assert.That(
            log.Skip(2).Select(row => (row.Action, row.Outcome)),
            Is.EqualTo(new[]
            {
                ("user.second_factor_on", "done"), ("user.second_factor_off", "done"), ("user.reauthenticate", "denied"),
                ("user.password_change", "done"), ("user.email_change_asked", "done"), ("user.email_change", "done"),
                ("user.password_reset", "done"),
            }));
        var rows = await _app.Auth.Database.ScalarAsync<string>("select string_agg(e::text, ' ') from audit_events e");
        Assert.That(rows, Does.Not.Contain("@example.test").And.Not.Contain(token).And.Not.Contain(enrolled.Secret).And.Not.Contain(codes.RecoveryCodes[0]));
    }

    /// <summary>Oldest first.</summary>
    private static async Task<List<AuditEventResponse>> LogAsync(Person person) =>
        [.. (await person.Http.ReadAsync<Page<AuditEventResponse>>("/api/audit")).Items.Reverse()];
}
