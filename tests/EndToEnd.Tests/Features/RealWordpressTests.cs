using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A WordPress that is none of ours, connected and published to as the platform's README says.</summary>
[Category("Long")]
public sealed class RealWordpressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One pixel.</summary>
    private static readonly byte[] Dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private RealWordpress _site = null!;
    private SuiteUnderTest _suite = null!;
    private SuiteClient _client = null!;
    private Guid _account;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        if (await RealWordpress.StartAsync() is not { } site)
        {
            Assert.Ignore("WordPress, MariaDB and PHP are missing, and only on Debian as root they are installed.");
            return;
        }

        _site = site;
        _suite = await SuiteUnderTest.StartAsync(new Dictionary<string, string>
        {
            ["Platforms__wordpress__BaseUrls__site"] = "",
            ["Platforms__wordpress__PlainHttp"] = "true",
        });
        _client = await _suite.RegisterAsync();
        var connected = await Eventually.GetAsync(
            async () => await _client.PostAsync("/api/publishing/credentials", Credential(_site.ApplicationPassword)) is { Status: HttpStatusCode.Created } answer ? answer : null,
            Patience,
            "the site is connected");
        var account = connected.Json.GetProperty("accounts")[0];
        _account = account.GetProperty("account_id").GetGuid();
        Assert.That(account.GetProperty("name").GetString(), Is.EqualTo("A blog"));
        await Eventually.GetAsync(
            async () => await _client.PostAsync("/api/publishing/publish?dry_run=true", Request("A trial")) is { Status: HttpStatusCode.OK } answer ? answer : null,
            Patience,
            "the account is known to posts");
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        _client?.Dispose();
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }

    [Test]
    public async Task A_wrong_password_is_refused_and_nothing_is_connected()
    {
        var answer = await _client.PostAsync("/api/publishing/credentials", Credential("abcd efgh ijkl mnop qrst uvwx"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), answer.Body);
        Assert.That((await _client.GetAsync("/api/publishing/credentials")).Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_post_stands_there_with_its_categories_tags_and_picture()
    {
        var media = await UploadAsync();

        var id = await PublishAsync(
            Request("Good **morning**", "post", new { categories = new[] { "News", "Weather" }, slug = "good-morning", excerpt = "In short" }, media.Id, ["sun", "rain"]));

        var post = await _site.ReadAsync($"posts/{id}&context=edit");
        Assert.Multiple(() =>
        {
            Assert.That(post.GetProperty("status").GetString(), Is.EqualTo("publish"));
            Assert.That(post.GetProperty("slug").GetString(), Is.EqualTo("good-morning"));
            Assert.That(post.GetProperty("title").GetProperty("raw").GetString(), Is.EqualTo("A title"));
            Assert.That(post.GetProperty("content").GetProperty("rendered").GetString(), Does.Contain("<strong>morning</strong>"));
            Assert.That(post.GetProperty("excerpt").GetProperty("raw").GetString(), Is.EqualTo("In short"));
        });
        Assert.That(await NamesAsync("categories", post), Is.EquivalentTo(new[] { "News", "Weather" }));
        Assert.That(await NamesAsync("tags", post), Is.EquivalentTo(new[] { "sun", "rain" }));
        var picture = await _site.ReadAsync($"media/{post.GetProperty("featured_media").GetInt64()}&context=edit");
        Assert.That(picture.GetProperty("alt_text").GetString(), Is.EqualTo("A dot"));
    }

    [Test]
    public async Task A_page_stands_there()
    {
        var id = await PublishAsync(Request("About us", "page"));

        Assert.That((await _site.ReadAsync($"pages/{id}&context=edit")).GetProperty("status").GetString(), Is.EqualTo("publish"));
    }

    [Test]
    public async Task A_draft_stays_one()
    {
        var id = await PublishAsync(Request("Not yet", "post", new { status = "draft" }));

        Assert.That((await _site.ReadAsync($"posts/{id}&context=edit")).GetProperty("status").GetString(), Is.EqualTo("draft"));
    }

    private object Credential(string password) => new
    {
        platform = "wordpress",
        fields = new { site_url = _site.Address.GetLeftPart(UriPartial.Authority), username = RealWordpress.User, application_password = password },
    };

    private PublishRequest Request(string text, string type = "post", object? options = null, Guid? media = null, string[]? tags = null) => new()
    {
        Post = new() { Title = "A title", Content = text, Tags = tags, Media = media is { } id ? [new MediaRequest { MediaId = id }] : null },
        Targets = [new() { AccountId = _account, ContentType = type, Options = options is null ? null : JsonSerializer.SerializeToElement(options) }],
    };

    /// <returns>Its number at the site.</returns>
    private async Task<string> PublishAsync(PublishRequest request)
    {
        var accepted = await _client.PublishAsync(request);
        var publication = (await _client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();
        Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
        Assert.That(publication.ExternalUrl, Does.StartWith(_site.Address.AbsoluteUri));
        return publication.ExternalId!;
    }

    private async Task<IEnumerable<string?>> NamesAsync(string taxonomy, JsonElement post)
    {
        var ids = string.Join(',', post.GetProperty(taxonomy).EnumerateArray().Select(id => id.GetInt64()));
        return (await _site.ReadAsync($"{taxonomy}&include={ids}")).EnumerateArray().Select(term => term.GetProperty("name").GetString());
    }

    private async Task<MediaResponse> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new StringContent("A dot"), "alt_text" }, { new ByteArrayContent(Dot), "file", "dot.gif" } };
        using var answer = await _client.Http.PostAsync(new Uri("/api/media", UriKind.Relative), form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MediaResponse>(PublicJson.Options))!;
    }
}
