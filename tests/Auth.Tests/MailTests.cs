using System.ComponentModel.DataAnnotations;
using System.Net;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.ServiceDefaults.Mail;
using ContentMultiplier.Testing;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.Auth.Tests;

public sealed class MailTests
{
    private const string ResetMail = "Reset your password";

    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [Test]
    public async Task A_mail_says_from_whom_it_is_and_that_nobody_wrote_it()
    {
        var person = await _app.NewPersonAsync();
        await ForgetAsync(person.Email);

        var mail = await _app.MailAsync(person.Email, ResetMail);

        Assert.Multiple(() =>
        {
            Assert.That(mail.From, Is.EqualTo("robot@auth.test"));
            Assert.That(mail.MessageId, Does.EndWith("@auth.test>"));
            Assert.That(mail.Raw, Does.Contain("Auto-Submitted: auto-generated"));
            Assert.That(mail.Text, Does.Contain("for 30 minutes").And.Contain("POST /api/auth/password/reset"));
        });
    }

    [Test]
    public void Variables_that_nobody_set_are_as_good_as_none()
    {
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Host"] = "", ["Port"] = "587", ["Tls"] = "true", ["User"] = "", ["Password"] = "", ["From"] = "", ["LinkBase"] = "",
            })
            .Build()
            .Get<MailOptions>()!;

        Assert.That(options.Validate(new ValidationContext(options)), Is.Empty);
        Assert.That((options.IsOn, options.User, options.LinkBase), Is.EqualTo((false, (string?)null, (Uri?)null)));
    }

    [Test]
    public async Task A_dead_mail_server_fails_no_request_and_gets_the_mail_once_when_it_is_back()
    {
        var person = await _app.NewPersonAsync();
        await _app.WhenSentAsync();
        await _app.Mails.StopAsync();
        try
        {
            await ForgetAsync(person.Email);
            await Eventually.BecomesTrueAsync(
                async () => await _app.Auth.Database.ScalarAsync<long>("select count(*) from mails where attempts = 1") == 1,
                TimeSpan.FromSeconds(60));
        }
        finally
        {
            await _app.Mails.StartAsync();
        }

        _app.Auth.Clock.Advance(TimeSpan.FromMinutes(2));

        // Another one wakes the pump.
        var other = await _app.NewPersonAsync();
        await ForgetAsync(other.Email);
        await _app.WhenSentAsync();
        Assert.That(_app.Mails.To(person.Email), Has.Count.EqualTo(1));
        using var reset = await person.PostAnonymousAsync(
            "/api/auth/password/reset", new ResetPasswordRequest(MailApp.TokenIn(_app.Mails.To(person.Email)[0]), "staple of another horse"));
        Assert.That(reset.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task An_address_that_does_not_exist_is_given_up()
    {
        var person = await _app.NewPersonAsync();

        using var answer = await person.Http.PostAsync(
            "/api/auth/email", new ChangeEmailRequest($"bounce-{Guid.NewGuid():N}@example.test", AuthApp.Password));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        await _app.WhenSentAsync();
    }

    [Test]
    public async Task A_mailbox_that_takes_nothing_now_does_not_keep_others_waiting()
    {
        var person = await _app.NewPersonAsync();
        var later = $"later-{Guid.NewGuid():N}@example.test";
        using var answer = await person.Http.PostAsync("/api/auth/email", new ChangeEmailRequest(later, AuthApp.Password));
        await ForgetAsync(person.Email);

        await _app.MailAsync(person.Email, ResetMail);

        Assert.That(await _app.Auth.Database.ScalarAsync<long>("select count(*) from mails where recipient like 'later-%'"), Is.EqualTo(1));
        _app.Auth.Clock.Advance(TimeSpan.FromHours(1));
        await ForgetAsync(person.Email);
        await _app.WhenSentAsync();
        Assert.That(_app.Mails.To(later), Is.Empty);
    }

    [Test]
    public async Task A_second_process_sends_nothing_twice()
    {
        await using var app = await AuthApp.StartAsync(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_app.Mails.Port}"), ("Mail:Tls", "false"), ("Mail:From", "robot@auth.test"),
            ("Mail:LinkBase", "https://app.example/start"));
        app.AddReplica();
        var people = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.NewUserAsync()));
        foreach (var person in people)
        {
            using var http = app.Anonymous();
            using var answer = await http.PostAsync("/api/auth/password/forgot", new ForgotPasswordRequest(person.Email));
        }

        await Eventually.BecomesTrueAsync(
            async () => await app.Database.ScalarAsync<long>("select count(*) from mails") == 0, TimeSpan.FromSeconds(60));
        Assert.That(people.Select(person => _app.Mails.To(person.Email).Count), Has.All.EqualTo(1));
        Assert.That(_app.Mails.To(people[0].Email)[0].Text, Does.Contain("https://app.example/start/reset-password#token="));
    }

    private async Task ForgetAsync(string email)
    {
        using var http = _app.Auth.Anonymous();
        using var answer = await http.PostAsync("/api/auth/password/forgot", new ForgotPasswordRequest(email));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
    }
}
