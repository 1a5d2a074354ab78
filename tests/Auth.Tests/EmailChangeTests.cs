using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;

namespace ContentMultiplier.Auth.Tests;

public sealed class EmailChangeTests
{
    private const string ConfirmMail = "Confirm your new e-mail address";

    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [Test]
    public async Task An_address_changes_when_the_new_one_confirms_and_the_old_one_hears_of_it()
    {
        var person = await _app.NewPersonAsync();
        var email = NewAddress();

        using var asked = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest($" {email.ToUpperInvariant()} ", AuthApp.Password));
        var token = await _app.TokenAsync(email, ConfirmMail);
        var notice = await _app.MailAsync(person.Email, "Your e-mail address is to be changed");
        using var early = await person.SignInAsync(AuthApp.Password, email: email);
        using var confirmed = await ConfirmAsync(person, token);
        using var again = await ConfirmAsync(person, token);

        Assert.That(
            (asked.StatusCode, early.StatusCode, confirmed.StatusCode, again.StatusCode),
            Is.EqualTo((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized, HttpStatusCode.NoContent, HttpStatusCode.BadRequest)));
        Assert.That(notice.Text, Does.Contain(email));
        Assert.That(MailApp.TokenIn(notice), Is.Empty);
        using var former = await person.SignInAsync(AuthApp.Password);
        using var latter = await person.SignInAsync(AuthApp.Password, email: email);
        Assert.That((former.StatusCode, latter.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        await _app.MailAsync(person.Email, "Your e-mail address was changed");
    }

    [Test]
    public async Task An_address_that_is_taken_is_answered_alike_and_hears_of_it_itself()
    {
        var person = await _app.NewPersonAsync();
        var other = await _app.NewPersonAsync();

        using var answer = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(other.Email, AuthApp.Password));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        var mail = await _app.MailAsync(other.Email, "Your address was entered for another account");
        Assert.That(MailApp.TokenIn(mail), Is.Empty);
    }

    [Test]
    public async Task Of_two_who_want_one_address_the_second_is_refused()
    {
        var (one, other, email) = (await _app.NewPersonAsync(), await _app.NewPersonAsync(), NewAddress());
        using var first = await one.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(email, AuthApp.Password));
        var token = await _app.TokenAsync(email, ConfirmMail);
        using var second = await other.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(email, AuthApp.Password));
        await _app.WhenSentAsync();
        var otherToken = _app.Mails.To(email).Select(MailApp.TokenIn).Single(text => text != token);

        using var confirmed = await ConfirmAsync(one, token);
        using var refused = await ConfirmAsync(other, otherToken);

        Assert.That((confirmed.StatusCode, refused.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.Conflict)));
        Assert.That(await refused.ProblemAsync(), Is.EqualTo("email_taken"));
    }

    [Test]
    public async Task Changing_it_takes_the_password_and_another_address()
    {
        var person = await _app.NewPersonAsync();

        using var wrong = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(NewAddress(), "wrong"));
        using var none = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest("no address", AuthApp.Password));
        using var same = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(person.Email, AuthApp.Password));

        Assert.That(await wrong.ProblemAsync(), Is.EqualTo("wrong_password"));
        Assert.That(await none.FieldsAsync(), Is.EqualTo(new[] { "new_email" }));
        Assert.That(await same.FieldsAsync(), Is.EqualTo(new[] { "new_email" }));
    }

    [Test]
    public async Task A_token_of_the_former_address_is_worth_nothing_after_the_change()
    {
        var (person, email) = (await _app.NewPersonAsync(), NewAddress());
        using var forgot = await person.PostAnonymousAsync("/api/auth/password/forgot", new ForgotPasswordRequest(person.Email));
        var reset = await _app.TokenAsync(person.Email, "Reset your password");
        using var asked = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(email, AuthApp.Password));
        using var confirmed = await ConfirmAsync(person, await _app.TokenAsync(email, ConfirmMail));

        using var answer = await person.PostAnonymousAsync("/api/auth/password/reset", new ResetPasswordRequest(reset, "staple of another horse"));

        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "token" }));
    }

    [Test]
    public async Task A_token_for_one_thing_is_no_token_for_another_and_ends_by_itself()
    {
        var (person, email) = (await _app.NewPersonAsync(), NewAddress());
        using var asked = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(email, AuthApp.Password));
        var token = await _app.TokenAsync(email, ConfirmMail);

        using var other = await person.PostAnonymousAsync("/api/auth/password/reset", new ResetPasswordRequest(token, "staple of another horse"));
        _app.Auth.Clock.Advance(TimeSpan.FromHours(1));
        using var late = await ConfirmAsync(person, token);

        Assert.That(await other.FieldsAsync(), Is.EqualTo(new[] { "token" }));
        Assert.That(await late.FieldsAsync(), Is.EqualTo(new[] { "token" }));
    }

    private static string NewAddress() => $"new-{Guid.NewGuid():N}@example.test";

    private static Task<HttpResponseMessage> ConfirmAsync(Person person, string token) =>
        person.PostAnonymousAsync("/api/auth/email/confirm", new ConfirmEmailRequest(token));
}
