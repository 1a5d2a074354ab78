using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What users do about their own accounts, through the gateway and the mailbox of the sandbox.</summary>
public sealed partial class AccountSecurityTests
{

    private SuiteUnderTest _suite = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _suite = await SuiteUnderTest.SharedAsync();

    [Test]
    public async Task Signing_out_everywhere_stops_tokens_in_use()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        using var other = await SignInAsync(user, user.Password);
        Assert.That((await CallAsync(user.Http), await CallAsync(other)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));

        var ended = await user.Http.CallAsync(HttpMethod.Post, "/api/auth/logout-all");
        await Eventually.BecomesTrueAsync(
            async () => await CallAsync(user.Http) == HttpStatusCode.Unauthorized && await CallAsync(other) == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(60));

        Assert.That(ended.Status, Is.EqualTo(HttpStatusCode.NoContent), ended.ToString());
    }

    [Test]
    public async Task One_session_is_ended_from_another()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        using var other = await SignInAsync(user, user.Password);
        var sessions = (await user.Http.CallAsync(HttpMethod.Get, "/api/auth/sessions")).Json.GetProperty("items").EnumerateArray();
        var id = sessions.Single(session => !session.GetProperty("current").GetBoolean()).GetProperty("id").GetGuid();

        var ended = await user.Http.CallAsync(HttpMethod.Delete, $"/api/auth/sessions/{id}");

        Assert.That(ended.Status, Is.EqualTo(HttpStatusCode.NoContent), ended.ToString());
        await Eventually.BecomesTrueAsync(async () => await CallAsync(other) == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(60));
        Assert.That(await CallAsync(user.Http), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Forgotten_password_is_replaced_by_way_of_the_mailbox()
    {
        var user = await SignedInUser.RegisterAsync(_suite);
        var forgot = await user.Http.CallAsync(
            HttpMethod.Post, "/api/auth/password/forgot", JsonSerializer.Serialize(new { email = user.Email }));
        Assert.That(forgot.Status, Is.EqualTo(HttpStatusCode.Accepted), forgot.ToString());

        var mail = await Eventually.GetAsync(() => MailAsync(user.Email), TimeSpan.FromSeconds(60));
        var password = "another-" + Guid.NewGuid().ToString("N");
        var reset = await user.Http.CallAsync(
            HttpMethod.Post,
            "/api/auth/password/reset",
            JsonSerializer.Serialize(new { token = Token().Match(mail).Value, new_password = password }));

        Assert.That(reset.Status, Is.EqualTo(HttpStatusCode.NoContent), reset.ToString());
        using var again = await SignInAsync(user, password);
        Assert.That(await CallAsync(again), Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient http) =>
        (await http.CallAsync(HttpMethod.Get, "/api/posts")).Status;

    private async Task<HttpClient> SignInAsync(SignedInUser user, string password)
    {
        var login = await user.Http.CallAsync(
            HttpMethod.Post, "/api/auth/login", JsonSerializer.Serialize(new { email = user.Email, password }));
        Assert.That(login.Status, Is.EqualTo(HttpStatusCode.OK), login.ToString());
        var http = new HttpClient { BaseAddress = _suite.Gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", login.Json.GetProperty("access_token").GetString());
        return http;
    }

    /// <summary>The text of the first mail to the address; null while there is none.</summary>
    private async Task<string?> MailAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = _suite.Processes.Suite.Sandbox };
        var mails = (await http.CallAsync(HttpMethod.Get, $"/_sandbox/mails?to={address}")).Json.GetProperty("items");
        return mails.GetArrayLength() == 0 ? null : mails[0].GetProperty("text").GetString();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{43}(?=\r?$)", RegexOptions.Multiline, 1000)]
    private static partial Regex Token();
}
