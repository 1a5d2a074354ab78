using System.Net;
using System.Web;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Auth.Users;
using ContentMultiplier.Contracts.Api.Auth;

namespace ContentMultiplier.Auth.Tests;

public sealed class SecondFactorTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private MailApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await MailApp.GetAsync();

    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1234567890, "005924")]
    [TestCase(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long instant, string code)
    {
        var secret = Totp.Encode("12345678901234567890"u8);

        Assert.That(secret, Is.EqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        Assert.That(Totp.CodeAt(secret, DateTimeOffset.FromUnixTimeSeconds(instant)), Is.EqualTo(code));
    }

    [Test]
    public async Task An_app_is_enrolled_by_an_address_that_it_reads()
    {
        var person = await _app.NewPersonAsync();

        var enrolled = await EnrollAsync(person);

        var uri = new Uri(enrolled.OtpauthUri);
        var query = HttpUtility.ParseQueryString(uri.Query);
        Assert.Multiple(() =>
        {
            Assert.That(enrolled.OtpauthUri, Does.StartWith("otpauth://totp/Content%20Multiplier:"));
            Assert.That(Uri.UnescapeDataString(uri.AbsolutePath), Does.EndWith(person.Email));
            Assert.That(query["secret"], Is.EqualTo(enrolled.Secret).And.Match("^[A-Z2-7]{32}$"));
            Assert.That((query["digits"], query["period"], query["algorithm"]), Is.EqualTo(("6", "30", "SHA1")));
        });
    }

    [Test]
    public async Task Until_it_is_confirmed_the_password_is_enough()
    {
        var person = await _app.NewPersonAsync();
        await EnrollAsync(person);

        using var answer = await person.SignInAsync(AuthApp.Password);
        var state = await StateAsync(person);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((state.Enabled, state.RecoveryCodesLeft), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task A_wrong_code_does_not_confirm()
    {
        var person = await _app.NewPersonAsync();
        var secret = (await EnrollAsync(person)).Secret;

        using var answer = await person.Http.PostAsync("/api/auth/totp/confirm", new ConfirmTotpRequest(WrongCode(secret)));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.FieldsAsync(), Is.EqualTo(new[] { "code" }));
        Assert.That((await StateAsync(person)).Enabled, Is.False);
    }

    [Test]
    public async Task When_it_is_on_the_password_alone_is_answered_clearly()
    {
        var (person, secret, _) = await WithFactorAsync();

        using var without = await person.SignInAsync(AuthApp.Password);
        using var wrongPassword = await person.SignInAsync("not the password of anybody");
        using var with = await person.SignInAsync(AuthApp.Password, NextCode(secret));

        Assert.Multiple(() =>
        {
            Assert.That(without.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(wrongPassword.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(with.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
        Assert.That(await without.ProblemAsync(), Is.EqualTo("totp_required"));
        Assert.That(await wrongPassword.ProblemAsync(), Is.EqualTo("invalid_credentials"));
        await _app.MailAsync(person.Email, "Two-factor sign-in is on");
    }

    [Test]
    public async Task A_code_is_taken_once()
    {
        var (person, secret, _) = await WithFactorAsync();
        var code = NextCode(secret);

        var answers = await Task.WhenAll(person.SignInAsync(AuthApp.Password, code), person.SignInAsync(AuthApp.Password, code));

        Assert.That(
            answers.Select(answer => answer.StatusCode), Is.EquivalentTo(new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized }));
        Assert.That(await answers.First(answer => !answer.IsSuccessStatusCode).ProblemAsync(), Is.EqualTo("totp_invalid"));
    }

    [Test]
    public async Task The_code_that_confirmed_does_not_sign_in()
    {
        var person = await _app.NewPersonAsync();
        var secret = (await EnrollAsync(person)).Secret;
        var code = Totp.CodeAt(secret, _app.Auth.Clock.GetUtcNow());
        await person.Http.PostAsync<RecoveryCodesResponse>("/api/auth/totp/confirm", new ConfirmTotpRequest(code));

        using var answer = await person.SignInAsync(AuthApp.Password, code);

        Assert.That(await answer.ProblemAsync(), Is.EqualTo("totp_invalid"));
    }

    [Test]
    public async Task A_recovery_code_is_good_once_however_it_is_typed()
    {
        var (person, _, codes) = await WithFactorAsync();
        var typed = codes[0].ToLowerInvariant().Replace('-', ' ');

        using var first = await person.SignInAsync(AuthApp.Password, typed);
        using var second = await person.SignInAsync(AuthApp.Password, codes[0]);

        Assert.That(codes, Has.Count.EqualTo(10).And.Unique);
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That((await StateAsync(person)).RecoveryCodesLeft, Is.EqualTo(9));
    }

    [Test]
    public async Task New_recovery_codes_end_the_former_ones()
    {
        var (person, secret, codes) = await WithFactorAsync();

        using var without = await person.Http.PostAsync("/api/auth/totp/recovery-codes", new SecondFactorRequest(AuthApp.Password));
        var renewed = await person.Http.PostAsync<RecoveryCodesResponse>(
            "/api/auth/totp/recovery-codes", new SecondFactorRequest(AuthApp.Password, NextCode(secret)));

        using var former = await person.SignInAsync(AuthApp.Password, codes[0]);
        using var latter = await person.SignInAsync(AuthApp.Password, renewed.RecoveryCodes[0]);
        Assert.That(await without.ProblemAsync(), Is.EqualTo("totp_required"));
        Assert.That((former.StatusCode, latter.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Guessing_codes_is_blocked_for_a_while_even_with_the_password()
    {
        var (person, secret, _) = await WithFactorAsync();
        for (var i = 0; i < 5; i++)
        {
            // Sign-ins are limited themselves.
            using var guess = i < 2
                ? await person.SignInAsync(AuthApp.Password, WrongCode(secret))
                : await person.Http.PostAsync("/api/auth/totp/disable", new SecondFactorRequest(AuthApp.Password, WrongCode(secret)));
            Assert.That(await guess.ProblemAsync(), Is.EqualTo("totp_invalid"));
        }

        using var blocked = await person.SignInAsync(AuthApp.Password, NextCode(secret));
        _app.Auth.Clock.Advance(TimeSpan.FromMinutes(3));
        using var later = await person.SignInAsync(AuthApp.Password, NextCode(secret));

        Assert.That((blocked.StatusCode, later.StatusCode), Is.EqualTo((HttpStatusCode.TooManyRequests, HttpStatusCode.OK)));
        Assert.That(blocked.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task It_is_switched_off_with_password_and_code_only()
    {
        var (person, secret, _) = await WithFactorAsync();

        using var noCode = await person.Http.PostAsync("/api/auth/totp/disable", new SecondFactorRequest(AuthApp.Password));
        using var noPassword = await person.Http.PostAsync("/api/auth/totp/disable", new SecondFactorRequest("wrong", NextCode(secret)));
        using var off = await person.Http.PostAsync("/api/auth/totp/disable", new SecondFactorRequest(AuthApp.Password, NextCode(secret)));
        using var again = await person.Http.PostAsync("/api/auth/totp/disable", new SecondFactorRequest(AuthApp.Password, NextCode(secret)));

        Assert.That(await noCode.ProblemAsync(), Is.EqualTo("totp_required"));
        Assert.That(await noPassword.ProblemAsync(), Is.EqualTo("wrong_password"));
        Assert.That(off.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await again.ProblemAsync(), Is.EqualTo("totp_disabled"));
        using var signIn = await person.SignInAsync(AuthApp.Password);
        Assert.That(signIn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await _app.MailAsync(person.Email, "Two-factor sign-in is off");
    }

    [Test]
    public async Task Enrolling_takes_the_password_and_no_second_factor_yet()
    {
        var (person, _, _) = await WithFactorAsync();
        var other = await _app.NewPersonAsync();

        using var twice = await person.Http.PostAsync("/api/auth/totp", new EnrollTotpRequest(AuthApp.Password));
        using var wrong = await other.Http.PostAsync("/api/auth/totp", new EnrollTotpRequest("wrong"));
        using var unasked = await other.Http.PostAsync("/api/auth/totp/confirm", new ConfirmTotpRequest("123456"));

        Assert.That(await twice.ProblemAsync(), Is.EqualTo("totp_enabled"));
        Assert.That(await wrong.ProblemAsync(), Is.EqualTo("wrong_password"));
        Assert.That(await unasked.ProblemAsync(), Is.EqualTo("totp_not_pending"));
    }

    [Test]
    public async Task Neither_secret_nor_codes_are_stored_as_they_are()
    {
        var (_, secret, codes) = await WithFactorAsync();

        var rows = await _app.Auth.Database.ScalarAsync<string>(
            "select string_agg(encode(secret, 'escape'), ' ') || (select string_agg(encode(hash, 'escape'), ' ') from recovery_codes) from second_factors");

        Assert.That(rows, Does.Not.Contain(secret).And.Not.Contain(codes[0]).And.Not.Contain(codes[0].Replace("-", "", StringComparison.Ordinal)));
        Assert.That(rows, Does.StartWith("CMV1"));
    }

    private async Task<(Person Person, string Secret, IReadOnlyList<string> Codes)> WithFactorAsync()
    {
        var person = await _app.NewPersonAsync();
        var secret = (await EnrollAsync(person)).Secret;
        var code = Totp.CodeAt(secret, _app.Auth.Clock.GetUtcNow());
        var codes = await person.Http.PostAsync<RecoveryCodesResponse>("/api/auth/totp/confirm", new ConfirmTotpRequest(code));
        return (person, secret, codes.RecoveryCodes);
    }

    /// <summary>Of a step that no code was taken of yet.</summary>
    private string NextCode(string secret)
    {
        _app.Auth.Clock.Advance(Step);
        return Totp.CodeAt(secret, _app.Auth.Clock.GetUtcNow());
    }

    private string WrongCode(string secret)
    {
        var now = _app.Auth.Clock.GetUtcNow();
        var right = Enumerable.Range(-2, 5).Select(step => Totp.CodeAt(secret, now + (step * Step))).ToHashSet();
        return Enumerable.Range(0, 10).Select(digit => new string((char)('0' + digit), 6)).First(code => !right.Contains(code));
    }

    private static Task<TotpEnrollmentResponse> EnrollAsync(Person person) =>
        person.Http.PostAsync<TotpEnrollmentResponse>("/api/auth/totp", new EnrollTotpRequest(AuthApp.Password));

    private static Task<TotpResponse> StateAsync(Person person) => person.Http.ReadAsync<TotpResponse>("/api/auth/totp");
}
