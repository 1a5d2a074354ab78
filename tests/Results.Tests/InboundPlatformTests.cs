using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Results.Inbound;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Results.Tests;

/// <summary>Mailchimp and Meta, who name a post by their own id: who is believed, and what it adds up to.</summary>
public sealed class InboundPlatformTests : RunningResults
{
    private const string Path = "/api/publishing/inbound";
    private const string Secret = "0123456789abcdef0123456789abcdef";

    /// <summary>What the platform calls every post that <see cref="ResultsFactory.CompleteAsync"/> completes.</summary>
    private const string Post = "1801";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Test]
    public async Task Mailchimps_word_about_a_campaign_counts_once_and_the_address_is_the_proof()
    {
        var (client, post) = await PublishedAsync("mailchimp");
        using var stranger = Results.ClientOf(Guid.CreateVersion7());
        var (made, theirs) = (await RegisterAsync(client, "mailchimp"), await RegisterAsync(stranger, "mailchimp"));

        var looks = await GetAsync(made.Url);
        string[] forms =
        [
            Form("unsubscribe", ("data[campaign_id]", Post), ("data[email]", "one@example.com"), ("data[reason]", "manual")),
            Form("unsubscribe", ("data[campaign_id]", Post), ("data[email]", "two@example.com"), ("data[reason]", "abuse")),
            Form("cleaned", ("data[campaign_id]", Post), ("data[email]", "three@example.com"), ("data[reason]", "hard")),
            Form("cleaned", ("data[campaign_id]", Post), ("data[email]", "four@example.com"), ("data[reason]", "abuse")),
            Form("campaign", ("data[id]", Post), ("data[status]", "sent")),
            Form("subscribe", ("data[email]", "five@example.com")),
            Form("unsubscribe", ("data[campaign_id]", "another"), ("data[email]", "one@example.com")),
            Form("unsubscribe", ("data[campaign_id]", "\0"), ("data[email]", "one@example.com")),
        ];
        List<HttpStatusCode> answers = [];
        foreach (var form in forms.Concat(forms))
        {
            answers.Add(await SendAsync(made.Url, form));
            answers.Add(await SendAsync(theirs.Url, form));
        }

        var totals = await TotalsAsync(client, post);
        var kept = await Servers.Database.ScalarAsync<string>(
            "select coalesce(string_agg(row::text, ' '), '') || (select coalesce(string_agg(c::text, ' '), '') from inbound_counts c) from inbound_events row");

        Assert.Multiple(() =>
        {
            Assert.That(looks, Is.EqualTo((HttpStatusCode.OK, "")));
            Assert.That((made.Ready, made.VerifyToken), Is.EqualTo((true, (string?)null)));
            Assert.That(answers, Is.All.EqualTo(HttpStatusCode.NoContent));
            Assert.That(totals, Is.EquivalentTo(new Dictionary<string, long> { ["unsubscribes"] = 1, ["complaints"] = 2, ["bounces"] = 1 }));
            Assert.That(kept, Does.Not.Contain("example.com"));
        });
    }

    [Test]
    public async Task Who_has_not_the_address_of_a_webhook_of_Mailchimp_learns_nothing()
    {
        var (client, post) = await PublishedAsync("mailchimp");
        var made = await RegisterAsync(client, "mailchimp");
        var form = Form("unsubscribe", ("data[campaign_id]", Post), ("data[email]", "one@example.com"));

        Assert.That(await SendAsync(made.Url + "x", form), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await SendAsync(made.Url.Replace("/mailchimp/", "/facebook/", StringComparison.Ordinal), form), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await GetAsync(made.Url + "x")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await SendAsync(made.Url, new string('a', (1024 * 1024) + 1)), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await SendAsync(made.Url, "no=form"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await TotalsAsync(client, post), Is.Empty);
    }

    [Test]
    public async Task Once_Mailchimp_signs_nothing_else_is_taken()
    {
        var (client, post) = await PublishedAsync("mailchimp");
        var made = await RegisterAsync(client, "mailchimp", "whsec_of_mailchimp");
        var form = Form("unsubscribe", ("data[campaign_id]", Post), ("data[email]", "one@example.com"));

        var refused = new[]
        {
            await SendAsync(made.Url, form),
            await SendAsync(made.Url, form, (MailchimpEvents.SignatureHeader, Signed(form, "another", Now))),
            await SendAsync(made.Url, form, (MailchimpEvents.SignatureHeader, Signed(form + "&more", "whsec_of_mailchimp", Now))),
            await SendAsync(made.Url, form, (MailchimpEvents.SignatureHeader, Signed(form, "whsec_of_mailchimp", Now.AddHours(-3)))),
            await SendAsync(made.Url, form, (MailchimpEvents.SignatureHeader, Signed(form, "whsec_of_mailchimp", Now.AddHours(1)))),
            await SendAsync(made.Url, form, (MailchimpEvents.SignatureHeader, "t=1,t=2,v1")),
        };
        var signed = (MailchimpEvents.SignatureHeader, Signed(form, "whsec_of_mailchimp", Now));

        Assert.That(refused, Is.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await SendAsync(made.Url, form, signed), await SendAsync(made.Url, form, signed)), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NoContent)));
        Assert.That(await TotalsAsync(client, post), Does.ContainKey("unsubscribes").WithValue(1L));
    }

    [TestCase("facebook")]
    [TestCase("instagram")]
    public async Task Meta_is_told_that_the_address_is_there_when_it_repeats_the_token(string platform)
    {
        using var client = Results.ClientOf(Guid.CreateVersion7());
        var made = await RegisterAsync(client, platform);
        var right = $"?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={made.VerifyToken}";

        var refused = new[]
        {
            await GetAsync(made.Url),
            await GetAsync(made.Url + right + "0"),
            await GetAsync(made.Url + right.Replace(made.VerifyToken!, "", StringComparison.Ordinal)),
            await GetAsync(made.Url + right.Replace("subscribe", "unsubscribe", StringComparison.Ordinal)),
            await GetAsync(made.Url + right.Replace("1158201444", "%3Cscript%3E", StringComparison.Ordinal)),
            await GetAsync(made.Url + right.Replace("1158201444", new string('1', 200), StringComparison.Ordinal)),
            await GetAsync(made.Url + "x" + right),
        };

        Assert.That(refused.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await GetAsync(made.Url + right), Is.EqualTo((HttpStatusCode.OK, "1158201444")));
        Assert.That((made.Ready, made.VerifyToken!.Length), Is.EqualTo((false, 32)));
        Assert.That(await client.GetStringAsync(Path), Does.Not.Contain(made.VerifyToken));
    }

    [Test]
    public async Task Facebooks_changes_count_once_each_and_are_taken_back()
    {
        var (client, post) = await PublishedAsync("facebook");
        var made = await RegisterAsync(client, "facebook", Secret);
        var changes = Changes(
            "page",
            Change("reaction", "add", "one"), Change("reaction", "add", "two"), Change("reaction", "add", "three"), Change("reaction", "remove", "two"),
            Change("comment", "add", "one", Post + "_7"), Change("reaction", "add", "one", Post + "_7"), Change("post", "remove", "page"),
            """{"field":"feed","value":{"item":"reaction","verb":"add","post_id":"another","created_time":1}}""", """{"field":"mention"}""", "7");
        var old = Changes("page", Change("reaction", "add", "late", at: Now.AddDays(-9)));

        var answers = new[] { await TellAsync(made.Url, changes), await TellAsync(made.Url, changes), await TellAsync(made.Url, old) };
        var target = (await AnalyticsAsync(client, post)).GetProperty("targets")[0].GetProperty("latest");

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Numbers(target, "metrics"), Is.EquivalentTo(new Dictionary<string, long> { ["likes"] = 2, ["comments"] = 1 }));
        Assert.That(Numbers(target, "own"), Does.ContainKey("removed").WithValue(1L));
    }

    [Test]
    public async Task Instagrams_comments_count_once_each()
    {
        var (client, post) = await PublishedAsync("instagram");
        var made = await RegisterAsync(client, "instagram", Secret);
        var comments = Changes("instagram", Comment("a"), Comment("b"), Comment("a"), """{"field":"comments","value":{"id":"c","media":{"id":"another"}}}""");

        Assert.That(await TellAsync(made.Url, comments), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await TellAsync(made.Url, Changes("instagram", Comment("b"))), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await TotalsAsync(client, post), Is.EquivalentTo(new Dictionary<string, long> { ["comments"] = 2 }));
    }

    [TestCase("facebook")]
    [TestCase("instagram")]
    public async Task Only_what_is_signed_with_the_applications_secret_is_Metas(string platform)
    {
        using var client = Results.ClientOf(Guid.CreateVersion7());
        var (ready, notReady) = (await RegisterAsync(client, platform, Secret), await RegisterAsync(client, platform));
        var body = Changes(platform == "facebook" ? "page" : "instagram");

        var refused = new[]
        {
            await SendAsync(ready.Url, body),
            await TellAsync(notReady.Url, body),
            await TellAsync(ready.Url, body, secret: Secret[..^1] + "0"),
            await SendAsync(ready.Url, body + " ", (MetaEvents.SignatureHeader, Sha256(body, Secret))),
            await SendAsync(ready.Url, body, (MetaEvents.SignatureHeader, Sha256(body, Secret)["sha256=".Length..])),
            await SendAsync(ready.Url, body, (MetaEvents.SignatureHeader, "sha256=" + new string('z', 64))),
            await SendAsync(ready.Url, body, ("X-Hub-Signature", Sha256(body, Secret))),
        };

        Assert.That(refused, Is.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await TellAsync(ready.Url, body), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await TellAsync(ready.Url, "[]"), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await TellAsync(ready.Url, """{"object":"user","entry":[]}"""), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await TellAsync(ready.Url, new string(' ', (1024 * 1024) + 1)), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        using var bad = await client.PostAsJsonAsync(Path, new { platform, verification_key = "no secret" });
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<(HttpClient Client, Guid Post)> PublishedAsync(string platform)
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Results.CompleteAsync(await Results.RequestAsync(workspace, post, platform));
        return (Results.ClientOf(workspace), post);
    }

    private static async Task<Address> RegisterAsync(HttpClient client, string platform, string? key = null)
    {
        using var answer = await client.PostAsJsonAsync(Path, new { platform, verification_key = key });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new Address(
            new Uri(made.GetProperty("url").GetString()!).AbsolutePath, made.TryGetProperty("verify_token", out var token) ? token.GetString() : null,
            made.GetProperty("ready").GetBoolean());
    }

    private static string Form(string type, params (string Name, string Value)[] fields) => string.Join('&', fields
        .Prepend(("fired_at", Now.ToString("yyyy-MM-dd HH:mm:ss", null))).Prepend(("type", type))
        .Select(field => $"{Uri.EscapeDataString(field.Item1)}={Uri.EscapeDataString(field.Item2)}"));

    private static string Changes(string about, params string[] changes) =>
        $$"""{"object":"{{about}}","entry":[{"id":"5","time":{{Now.ToUnixTimeSeconds()}},"changes":[{{string.Join(',', changes)}}]}]}""";

    private static string Change(string item, string verb, string who, string? comment = null, DateTimeOffset? at = null) => JsonSerializer.Serialize(new
    {
        field = "feed",
        value = new { item, verb, post_id = Post, comment_id = comment, created_time = (at ?? Now).ToUnixTimeSeconds(), from = new { id = who } },
    });

    private static string Comment(string id) => JsonSerializer.Serialize(new { field = "comments", value = new { id, text = "Fine", media = new { id = Post } } });

    private static string Signed(string body, string secret, DateTimeOffset at) =>
        $"t={at.ToUnixTimeSeconds()},v1={Hmac($"{at.ToUnixTimeSeconds()}.{body}", secret)}";

    private static string Sha256(string body, string secret) => "sha256=" + Hmac(body, secret);

    private static string Hmac(string text, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private Task<HttpStatusCode> TellAsync(string url, string body, string secret = Secret) => SendAsync(url, body, (MetaEvents.SignatureHeader, Sha256(body, secret)));

    private async Task<HttpStatusCode> SendAsync(string url, string body, params (string Name, string Value)[] headers)
    {
        using var client = Results.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string url)
    {
        using var client = Results.CreateClient();
        using var answer = await client.GetAsync(new Uri(url, UriKind.Relative));
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "");
    }

    private static Task<JsonElement> AnalyticsAsync(HttpClient client, Guid post) => client.GetFromJsonAsync<JsonElement>($"/api/publishing/analytics/{post}");

    private static async Task<Dictionary<string, long>> TotalsAsync(HttpClient client, Guid post) => Numbers(await AnalyticsAsync(client, post), "totals");

    private static Dictionary<string, long> Numbers(JsonElement of, string name) =>
        of.GetProperty(name).EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetInt64());

    private sealed record Address(string Url, string? VerifyToken, bool Ready);
}
