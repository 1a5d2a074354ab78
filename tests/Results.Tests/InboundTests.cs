using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Results.Inbound;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Results.Tests;

/// <summary>What platforms tell by themselves: who is believed, and what it adds up to.</summary>
public sealed class InboundTests
{
    private const string Path = "/api/publishing/inbound";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private TestDatabase _database = null!;
    private TestDatabase _keyRing = null!;
    private TestVirtualHost _broker = null!;
    private ResultsFactory _results = null!;

    private string VerificationKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("results");
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _broker = await TestVirtualHost.CreateAsync();
        await ResultsFactory.MigrateAsync(_database);
        _results = new ResultsFactory(_database, _keyRing, _broker, ("Results:Inbound:EndpointLimit", "3"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _results.DisposeAsync();
        await _database.DisposeAsync();
        await _keyRing.DisposeAsync();
        await _broker.DisposeAsync();
        _key.Dispose();
    }

    [Test]
    public async Task What_is_told_is_added_up_once_and_shown_with_the_post()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var publication = await _results.RequestAsync(workspace, post, "sendgrid");
        await _results.CompleteAsync(publication);
        using var client = _results.ClientOf(workspace);
        var url = await RegisterAsync(client);
        var events = Events(publication, "delivered", "delivered", "open", "click", "bounce", "group_unsubscribe", "unsubscribe", "spamreport", "deferred");

        var first = await TellAsync(url, events);
        var again = await TellAsync(url, events);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TellAsync(url, Events(publication, "open"))));
        var target = (await client.GetFromJsonAsync<JsonElement>($"/api/publishing/analytics/{post}"));
        var latest = target.GetProperty("targets")[0].GetProperty("latest");
        var listed = (await client.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items")[0];

        Assert.Multiple(() =>
        {
            Assert.That(both.Append(first).Append(again), Is.All.EqualTo(HttpStatusCode.NoContent));
            Assert.That(Numbers(latest, "metrics"), Is.EquivalentTo(new Dictionary<string, long>
            {
                ["deliveries"] = 2, ["opens"] = 5, ["clicks"] = 1, ["bounces"] = 1, ["unsubscribes"] = 2, ["complaints"] = 1,
            }));
            Assert.That(Numbers(latest, "own"), Does.ContainKey("deferred").WithValue(1L).And.ContainKey("group_unsubscribe").WithValue(1L));
            Assert.That(Numbers(target, "totals"), Does.ContainKey("opens").WithValue(5L));
            Assert.That(target.GetProperty("targets")[0].GetProperty("collection").GetString(), Is.EqualTo("told"));
            Assert.That(target.GetProperty("targets")[0].GetProperty("status").GetString(), Is.EqualTo("published"));
            Assert.That(listed.GetProperty("last_received_at").ValueKind, Is.EqualTo(JsonValueKind.String));
        });
    }

    [Test]
    public async Task The_same_event_told_from_many_sides_at_once_counts_once()
    {
        var (workspace, post) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var publication = await _results.RequestAsync(workspace, post, "sendgrid");
        using var client = _results.ClientOf(workspace);
        var url = await RegisterAsync(client);
        var events = Events(publication, [.. Enumerable.Repeat("open", 200)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TellAsync(url, [.. events.OrderBy(_ => Guid.NewGuid())])));
        var analytics = await client.GetFromJsonAsync<JsonElement>($"/api/publishing/analytics/{post}");

        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Numbers(analytics, "totals"), Does.ContainKey("opens").WithValue(200L));
    }

    [Test]
    public async Task What_is_about_another_workspace_or_platform_counts_for_nothing()
    {
        var (workspace, post, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var ofX = await _results.RequestAsync(workspace, post, "twitter");
        var theirs = await _results.RequestAsync(other, post, "sendgrid");
        using var client = _results.ClientOf(workspace);
        using var stranger = _results.ClientOf(other);
        var url = await RegisterAsync(client);

        var answer = await TellAsync(url, [.. Events(ofX, "open"), .. Events(theirs, "open"), .. Events(Guid.CreateVersion7(), "open")]);
        var mine = await client.GetFromJsonAsync<JsonElement>($"/api/publishing/analytics/{post}");
        var their = await stranger.GetFromJsonAsync<JsonElement>($"/api/publishing/analytics/{post}");

        Assert.That(answer, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(new[] { mine, their }.SelectMany(one => Numbers(one, "totals")), Is.Empty);
    }

    [Test]
    public async Task Who_is_not_believed_learns_nothing()
    {
        var workspace = Guid.CreateVersion7();
        using var client = _results.ClientOf(workspace);
        var (ready, notReady) = (await RegisterAsync(client), await RegisterAsync(client, key: null));
        var events = Events(Guid.CreateVersion7(), "open");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var refused = new[]
        {
            await TellAsync(ready, events, by: stranger),
            await TellAsync(ready, events, at: DateTimeOffset.UnixEpoch),
            await TellAsync(notReady, events),
            await TellAsync(ready + "x", events),
            await TellAsync(ready.Replace("/sendgrid/", "/mailchimp/", StringComparison.Ordinal), events),
            await TellAsync($"{Path}/sendgrid/{new string('a', 2000)}", events),
        };

        Assert.That(refused, Is.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await TellAsync(ready, events), Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Too_much_and_what_is_no_list_is_refused()
    {
        using var client = _results.ClientOf(Guid.CreateVersion7());
        var url = await RegisterAsync(client);

        Assert.That(await SendAsync(url, new byte[(1024 * 1024) + 1]), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await SendAsync(url, "{}"u8.ToArray()), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await SendAsync(url, "[]"u8.ToArray()), Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task An_address_is_made_changed_and_deleted_and_its_key_is_nowhere()
    {
        using var client = _results.ClientOf(Guid.CreateVersion7());
        using var stranger = _results.ClientOf(Guid.CreateVersion7());
        using var created = await client.PostAsJsonAsync(Path, new { platform = "sendgrid" });
        var made = await created.Content.ReadFromJsonAsync<JsonElement>();
        var (id, url) = (made.GetProperty("id").GetGuid(), new Uri(made.GetProperty("url").GetString()!).AbsolutePath);

        using var theirs = await stranger.PatchAsJsonAsync($"{Path}/{id}", new { verification_key = VerificationKey });
        using var bad = await client.PatchAsJsonAsync($"{Path}/{id}", new { verification_key = "no key" });
        var before = await TellAsync(url, Events(Guid.CreateVersion7(), "open"));
        using var changed = await client.PatchAsJsonAsync($"{Path}/{id}", new { verification_key = VerificationKey });
        var after = await TellAsync(url, Events(Guid.CreateVersion7(), "open"));
        var listed = await client.GetStringAsync(Path);
        var kept = await _database.ScalarAsync<string>("select string_agg(row::text, ' ') from inbound_endpoints row");
        using var notTheirs = await stranger.DeleteAsync($"{Path}/{id}");
        using var deleted = await client.DeleteAsync($"{Path}/{id}");
        var gone = await TellAsync(url, Events(Guid.CreateVersion7(), "open"));

        Assert.Multiple(() =>
        {
            Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(made.GetProperty("ready").GetBoolean(), Is.False);
            Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((before, after, gone), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
            Assert.That(new[] { theirs.StatusCode, notTheirs.StatusCode }, Is.All.EqualTo(HttpStatusCode.NotFound));
            Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(listed, Does.Contain(id.ToString()).And.Not.Contain(url.Split('/')[^1]));
            Assert.That(kept, Does.Not.Contain(url.Split('/')[^1]).And.Not.Contain(VerificationKey));
        });
    }

    [Test]
    public async Task Asked_again_with_the_same_key_the_same_address_is_shown_and_there_are_only_so_many()
    {
        using var client = _results.ClientOf(Guid.CreateVersion7());
        client.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var (first, second) = (await RegisterAsync(client), await RegisterAsync(client));
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
        await RegisterAsync(client);
        await RegisterAsync(client);
        using var tooMany = await client.PostAsJsonAsync(Path, new { platform = "sendgrid" });
        using var unknown = await client.PostAsJsonAsync(Path, new { platform = "discord", verification_key = "x" });

        Assert.That(second, Is.EqualTo(first));
        Assert.That(tooMany.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<string> RegisterAsync(HttpClient client) => await RegisterAsync(client, VerificationKey);

    private static async Task<string> RegisterAsync(HttpClient client, string? key)
    {
        using var answer = await client.PostAsJsonAsync(Path, new { platform = "sendgrid", verification_key = key });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        return new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!).AbsolutePath;
    }

    private static object[] Events(Guid publication, params string[] names) =>
    [
        .. names.Select(name => new
        {
            email = "reader@example.com",
            timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            @event = name,
            sg_event_id = Guid.NewGuid().ToString("N"),
            cm_publication_id = publication,
        }),
    ];

    private Task<HttpStatusCode> TellAsync(string path, object[] events, ECDsa? by = null, DateTimeOffset? at = null) =>
        SendAsync(path, JsonSerializer.SerializeToUtf8Bytes(events), by, at);

    private async Task<HttpStatusCode> SendAsync(string path, byte[] body, ECDsa? by = null, DateTimeOffset? at = null)
    {
        var timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = (by ?? _key).SignData(
            [.. Encoding.UTF8.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        using var client = _results.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Add(SendgridEvents.SignatureHeader, Convert.ToBase64String(signature));
        request.Headers.Add(SendgridEvents.TimestampHeader, timestamp);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static Dictionary<string, long> Numbers(JsonElement of, string name) =>
        of.GetProperty(name).EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetInt64());
}
