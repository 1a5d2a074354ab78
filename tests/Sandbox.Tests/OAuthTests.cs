using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class OAuthTests
{
    private const string Page = "/twitter/authorize-host/i/oauth2/authorize";
    private const string RedirectUri = "http://127.0.0.1:1/callback";
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task The_page_shows_what_is_asked_and_encodes_it()
    {
        using var page = await server.Client.GetAsync(QueryHelpers.AddQueryString(Page, Parameters("<app>")!));
        var html = await page.Content.ReadAsStringAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)page.StatusCode, Is.EqualTo(200));
            Assert.That(html, Does.Contain("&lt;app&gt;").And.Contain("sandbox-twitter").And.Not.Contain("<app>"));
        }
    }

    [TestCase("response_type", "token")]
    [TestCase("client_id", "")]
    [TestCase("redirect_uri", "javascript:alert(1)")]
    [TestCase("code_challenge_method", "plain")]
    [TestCase("code_challenge", "short")]
    [TestCase("state", "")]
    public async Task A_wrong_request_gets_no_form(string parameter, string value)
    {
        var parameters = Parameters();
        parameters[parameter] = value;
        using var page = await server.Client.GetAsync(QueryHelpers.AddQueryString(Page, parameters!));
        Assert.That((int)page.StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task Denial_comes_back_as_an_error()
    {
        var back = await DecideAsync("deny");
        Assert.That(back, Is.EqualTo(RedirectUri + "?state=s%26t&error=access_denied").IgnoreCase);
    }

    [Test]
    public async Task Row_60_a_code_is_redeemed_once_and_only_with_its_verifier()
    {
        var stolen = await RedeemAsync(await CodeAsync(), new string('x', 43));
        var code = await CodeAsync();
        var first = await RedeemAsync(code, Verifier);
        var second = await RedeemAsync(code, Verifier);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stolen.Status, Is.EqualTo(400));
            Assert.That(first.Status, Is.EqualTo(200));
            Assert.That(first.Body.GetProperty("expires_in").GetInt32(), Is.EqualTo(7200));
            Assert.That(first.Body.GetProperty("token_type").GetString(), Is.EqualTo("bearer"));
            Assert.That(second.Status, Is.EqualTo(400));
        }

        var user = new TwitterUser(server, first.Body.GetProperty("access_token").GetString()!, "", "");
        var me = await user.GetAsync("users/me");
        Assert.That(me.GetProperty("data").GetProperty("username").GetString(), Is.EqualTo("sandbox-twitter"));
    }

    [Test]
    public async Task A_refresh_token_is_good_for_one_use()
    {
        var issued = (await RedeemAsync(await CodeAsync(), Verifier)).Body;
        var token = issued.GetProperty("refresh_token").GetString()!;
        var first = await RefreshAsync(token);
        var spent = await RefreshAsync(token);
        var next = await RefreshAsync(first.Body.GetProperty("refresh_token").GetString()!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Status, Is.EqualTo(200));
            Assert.That(spent.Status, Is.EqualTo(400));
            Assert.That(spent.Body.GetProperty("error").GetString(), Is.EqualTo("invalid_request"));
            Assert.That(spent.Body.GetProperty("error_description").GetString(), Is.EqualTo("Value passed for the token was invalid."));
            Assert.That(next.Status, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_client_names_itself_by_header_or_form()
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = "x" };
        var anonymous = await PostAsync("token", form, basic: false);
        Assert.That(anonymous.Status, Is.EqualTo(401));
    }

    private static Dictionary<string, string> Parameters(string client = "app") => new(StringComparer.Ordinal)
    {
        ["response_type"] = "code",
        ["client_id"] = client,
        ["redirect_uri"] = RedirectUri,
        ["scope"] = "tweet.read tweet.write users.read offline.access",
        ["state"] = "s&t",
        ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    };

    private async Task<string> DecideAsync(string decision)
    {
        var form = Parameters();
        form["account"] = "sandbox-twitter";
        form["decision"] = decision;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await server.Client.PostAsync(Page, content);
        Assert.That((int)answer.StatusCode, Is.EqualTo(302));
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<string> CodeAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(await DecideAsync("allow")).Query);
        Assert.That(query["state"].ToString(), Is.EqualTo("s&t"));
        return query["code"].ToString();
    }

    private Task<(int Status, JsonElement Body)> RedeemAsync(string code, string verifier) => PostAsync("token", new Dictionary<string, string>
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = RedirectUri,
        ["code_verifier"] = verifier,
    });

    private Task<(int Status, JsonElement Body)> RefreshAsync(string token) => PostAsync(
        "token", new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = token });

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, Dictionary<string, string> form, bool basic = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twitter/2/oauth2/" + path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = basic ? new("Basic", Convert.ToBase64String("app:secret"u8)) : null;
        using var answer = await server.Client.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
