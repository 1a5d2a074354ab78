using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;

namespace ContentMultiplier.Auth.Tests;

public sealed class PasswordTests
{
    private const string NewPassword = "staple of another horse";
    private const string ResetMail = "Reset your password";

    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [Test]
    public async Task Changing_the_password_ends_the_other_sessions()
    {
        var here = await _app.NewPersonAsync();
        var there = await here.ElsewhereAsync();

        using var answer = await here.PutAsync("/api/auth/password", new ChangePasswordRequest(AuthApp.Password, NewPassword));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await here.IsSignedInAsync() && await here.CanRefreshAsync(), Is.True);
        Assert.That(await there.IsSignedInAsync() || await there.CanRefreshAsync(), Is.False);
        using var former = await here.SignInAsync(AuthApp.Password);
        using var latter = await here.SignInAsync(NewPassword);
        Assert.That((former.StatusCode, latter.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        await _app.MailAsync(here.Email, "Your password was changed");
    }

    [Test]
    public async Task A_password_is_the_same_however_the_keyboard_puts_its_characters_together()
    {
        const string decomposed = "cafe\u0301 cre\u0300me bru\u0302le\u0301e";
        const string composed = "caf\u00E9 cr\u00E8me br\u00FBl\u00E9e";
        const string wide = "\uFF24e\u0301ja\u0300\u3000vu\u3000encore\u3000une";
        const string narrow = "D\u00E9j\u00E0 vu encore une";
        var person = await _app.NewPersonAsync();

        using var changed = await person.PutAsync("/api/auth/password", new ChangePasswordRequest(AuthApp.Password, decomposed));
        using var byChange = await person.SignInAsync(composed);
        await ForgetAsync(person.Email);
        using var reset = await ResetAsync(person, await _app.TokenAsync(person.Email, ResetMail), narrow);
        using var byReset = await person.SignInAsync(wide);
        using var former = await person.SignInAsync(composed);

        Assert.That((changed.StatusCode, byChange.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.OK)));
        Assert.That((reset.StatusCode, byReset.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.OK)));
        Assert.That(former.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Whoever_registered_with_one_form_signs_in_with_another()
    {
        using var http = _app.Auth.Anonymous();
        var email = $"form-{Guid.NewGuid():N}@example.test";
        await http.PostAsync<MeResponse>("/api/auth/register", new RegisterRequest(email, "na\u00EFve \uFB01nches singen", "Somebody New"));

        using var answer = await http.PostAsync("/api/auth/login", new LoginRequest(email, "nai\u0308ve finches singen"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_password_is_not_changed_by_a_session_alone_or_to_a_bad_one()
    {
        var person = await _app.NewPersonAsync();

        using var wrong = await person.PutAsync("/api/auth/password", new ChangePasswordRequest("wrong", NewPassword));
        using var bad = await person.PutAsync("/api/auth/password", new ChangePasswordRequest(AuthApp.Password, "short"));

        Assert.That(await wrong.ProblemAsync(), Is.EqualTo("wrong_password"));
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await bad.FieldsAsync(), Is.EqualTo(new[] { "new_password" }));
        Assert.That(await person.IsSignedInAsync(), Is.True);
    }

    [Test]
    public async Task Guessing_the_present_password_is_slowed_down()
    {
        var person = await _app.NewPersonAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await person.PutAsync("/api/auth/password", new ChangePasswordRequest($"a guess, number {i}", NewPassword));
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses[..5], Has.All.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(statuses[5], Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_by_whoever_reads_the_mail()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);

        using var answer = await ResetAsync(person, token, NewPassword);
        using var again = await ResetAsync(person, token, "yet another horse's staple");

        Assert.That((answer.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.BadRequest)));
        Assert.That(await again.FieldsAsync(), Is.EqualTo(new[] { "token" }));
        Assert.That(await person.IsSignedInAsync() || await person.CanRefreshAsync(), Is.False);
        using var former = await person.SignInAsync(AuthApp.Password);
        using var latter = await person.SignInAsync(NewPassword);
        Assert.That((former.StatusCode, latter.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        await _app.MailAsync(person.Email, "Your password was changed");
    }

    [Test]
    public async Task Two_at_once_with_one_token_are_one()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);

        var answers = await Task.WhenAll(ResetAsync(person, token, NewPassword), ResetAsync(person, token, "yet another horse's staple"));

        Assert.That(
            answers.Select(answer => answer.StatusCode), Is.EquivalentTo(new[] { HttpStatusCode.NoContent, HttpStatusCode.BadRequest }));
    }

    [Test]
    public async Task A_token_is_good_for_half_an_hour()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);
        _app.Auth.Clock.Advance(TimeSpan.FromMinutes(30));

        using var answer = await ResetAsync(person, token, NewPassword);

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "token" }));
    }

    [Test]
    public async Task A_reset_hears_of_everything_that_is_wrong_and_keeps_its_token()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);

        using var both = await ResetAsync(person, "no-token", "short");
        using var password = await ResetAsync(person, token, "short");
        using var good = await ResetAsync(person, token, NewPassword);

        Assert.That(await both.FieldsAsync(), Is.EquivalentTo(new[] { "new_password", "token" }));
        Assert.That(await password.FieldsAsync(), Is.EqualTo(new[] { "new_password" }));
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Changing_the_password_ends_the_tokens_that_were_mailed()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);
        using var changed = await person.PutAsync("/api/auth/password", new ChangePasswordRequest(AuthApp.Password, NewPassword));

        using var answer = await ResetAsync(person, token, "yet another horse's staple");

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "token" }));
    }

    [Test]
    public async Task A_second_factor_is_asked_for_after_a_reset_too()
    {
        var person = await _app.NewPersonAsync();
        var enrolled = await person.Http.PostAsync<TotpEnrollmentResponse>("/api/auth/totp", new EnrollTotpRequest(AuthApp.Password));
        var code = Totp.CodeAt(enrolled.Secret, _app.Auth.Clock.GetUtcNow());
        await person.Http.PostAsync<RecoveryCodesResponse>("/api/auth/totp/confirm", new ConfirmTotpRequest(code));
        await ForgetAsync(person.Email);
        using var reset = await ResetAsync(person, await _app.TokenAsync(person.Email, ResetMail), NewPassword);

        using var answer = await person.SignInAsync(NewPassword);

        Assert.That(await answer.ProblemAsync(), Is.EqualTo("totp_required"));
    }

    [Test]
    public async Task An_unknown_address_is_answered_alike_and_gets_no_mail()
    {
        var person = await _app.NewPersonAsync();
        const string Unknown = "nobody-at-all@example.test";

        using var known = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest(person.Email));
        using var unknown = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest(Unknown));

        await _app.MailAsync(person.Email, ResetMail);
        await _app.WhenSentAsync();
        Assert.Multiple(() =>
        {
            Assert.That((known.StatusCode, unknown.StatusCode), Is.EqualTo((HttpStatusCode.Accepted, HttpStatusCode.Accepted)));
            Assert.That(_app.Mails.To(Unknown), Is.Empty);
        });
        Assert.That(await known.Content.ReadAsStringAsync(), Is.EqualTo(await unknown.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task A_mailbox_is_not_filled_by_whoever_knows_the_address()
    {
        var person = await _app.NewPersonAsync();
        for (var i = 0; i < 5; i++)
        {
            await ForgetAsync(person.Email);
        }

        using var sixth = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest(person.Email));

        await _app.WhenSentAsync();
        Assert.That(_app.Mails.To(person.Email).Count(mail => mail.Subject == ResetMail), Is.EqualTo(3));
        Assert.That(sixth.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task What_is_no_address_is_said_to_be_none()
    {
        var person = await _app.NewPersonAsync();

        using var answer = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest("no address"));

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "email" }));
    }

    [Test]
    public async Task No_mailed_token_is_stored_as_it_is()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);
        var token = await _app.TokenAsync(person.Email, ResetMail);

        var rows = await _app.Auth.Database.ScalarAsync<string>("select string_agg(t::text, ' ') from mail_tokens t");

        Assert.That(rows, Does.Not.Contain(token));
    }

    [Test]
    public async Task Without_a_mail_server_it_is_said_that_there_is_none()
    {
        var app = await SharedApp.GetAsync();
        using var http = app.Anonymous();

        using var answer = await http.PostAsync("/api/auth/password/forgot", new ForgotPasswordRequest("somebody@example.test"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.ProblemAsync(), Is.EqualTo("mail_not_configured"));
    }

    private async Task ForgetAsync(string email)
    {
        using var http = _app.Auth.Anonymous();
        using var answer = await http.PostAsync("/api/auth/password/forgot", new ForgotPasswordRequest(email));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }

    private static Task<HttpResponseMessage> ResetAsync(Person person, string token, string password) =>
        person.PostAnonymousAsync("/api/auth/password/reset", new ResetPasswordRequest(token, password));
}
