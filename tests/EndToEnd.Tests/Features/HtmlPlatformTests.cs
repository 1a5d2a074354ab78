using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The platforms that take HTML: what a user connects, previews and publishes there stands there as it was shown.</summary>
public sealed class HtmlPlatformTests : OneUser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, object> Fields = new()
    {
        ["wordpress"] = new { site_url = "https://sandbox-wordpress.example", username = "sandbox", application_password = "sand sand boxs boxs sand sand" },
        ["sendgrid"] = new { api_key = "SG.sandbox-sendgrid.sandbox-sendgrid-key-0123456789", from_email = "news@example.com", from_name = "sandbox-sendgrid" },
        ["mailchimp"] = new { api_key = "0123456789abcdef0123456789abcdef-us1" },
        ["medium"] = new { integration_token = "5a4db0c05a4db0c05a4db0c05a4db0c05a4db0c05a4db0c0" },
    };

    private readonly Dictionary<string, ConnectedAccount> _accounts = [];

    private static IEnumerable<string> Platforms => Fields.Keys;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        foreach (var (platform, fields) in Fields)
        {
            var connected = await Eventually.GetAsync(
                async () => await Client.PostAsync("/api/publishing/credentials", new { platform, fields }) is { Status: HttpStatusCode.Created } answer ? answer : null,
                Patience,
                $"{platform} is announced and connected");
            var account = connected.Json.GetProperty("accounts")[0];
            _accounts[platform] = new(account.GetProperty("account_id").GetGuid(), platform, "sandbox-" + platform);
            Assert.That(account.GetProperty("name").GetString(), Is.EqualTo("sandbox-" + platform));
            await WhenPublishableAsync(platform);
        }
    }

    [TestCaseSource(nameof(Platforms))]
    public async Task What_a_preview_shows_stands_at_the_platform_once(string platform)
    {
        var text = Publisher.NewText($"Good *morning* {platform}") + "\n\n<script>alert(1)</script>";
        var options = OptionsOf(platform);

        var preview = await Client.PostAsync($"/api/publishing/format/{platform}", new FormatRequest { Title = "Good morning", Content = text, Options = options });
        var accepted = await PublishAsync(platform, text, options);
        var status = await Client.WaitUntilSettledAsync(accepted.PostId, Patience);

        var publication = status.Publications.Single();
        Assert.That(publication.Status, Is.EqualTo("published"), publication.Problem?.Detail);
        var shown = preview.Json.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!).ToList();
        Assert.That(shown[0], Does.Contain("<em>morning</em>").And.Contain("&lt;script&gt;"), preview.Body);
        var stands = (await Suite.Sandbox.PostsOfAsync(_accounts[platform])).Where(post => shown.Contains(post.Text));
        Assert.That(stands.Select(post => post.Id), Is.EqualTo(new[] { publication.ExternalId }));
    }

    [Test]
    public async Task A_lost_answer_of_WordPress_is_looked_up_by_the_slug()
    {
        var text = Publisher.NewText("Lost and found");
        await Suite.Sandbox.AddFaultAsync(new { platform = "wordpress", kind = "reset_after_accept", account = "sandbox-wordpress" });

        var accepted = await PublishAsync("wordpress", text);
        var publication = await Eventually.GetAsync(
            async () => (await Client.StatusAsync(accepted.PostId)).Publications.Single() is { Status: "published" } settled ? settled : null,
            Patience,
            "the post is found and published");

        var stands = (await Suite.Sandbox.PostsOfAsync(_accounts["wordpress"])).Where(post => post.Text.Contains(text, StringComparison.Ordinal));
        Assert.That(stands.Select(post => post.Id), Is.EqualTo(new[] { publication.ExternalId }));
    }

    [Test]
    public async Task A_post_at_WordPress_gets_another_text_then_goes_into_the_bin()
    {
        var accepted = await PublishAsync("wordpress", Publisher.NewText("First words"));
        var publication = (await Client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();
        var better = Publisher.NewText("Better *words*");

        await ReviseAsync(HttpMethod.Patch, publication.PublicationId, JsonSerializer.Serialize(new { text = better }));
        var edited = (await Suite.Sandbox.PostsOfAsync(_accounts["wordpress"])).Single(post => post.Id == publication.ExternalId).Text;
        await ReviseAsync(HttpMethod.Delete, publication.PublicationId, body: null);

        Assert.That(edited, Is.EqualTo($"<p>{better.Replace("*words*", "<em>words</em>", StringComparison.Ordinal)}</p>"));
        Assert.That((await Client.StatusAsync(accepted.PostId)).Publications.Single().RemovedAt, Is.Not.Null);
    }

    [Test]
    public async Task Fifteen_hundred_recipients_are_two_requests()
    {
        var text = Publisher.NewText("To everybody");
        var to = Enumerable.Range(0, 1500).Select(number => $"reader-{number}@example.com");

        var accepted = await PublishAsync("sendgrid", text, JsonSerializer.SerializeToElement(new { to }));
        var publication = (await Client.WaitUntilSettledAsync(accepted.PostId, Patience)).Publications.Single();

        Assert.That(publication.Status, Is.EqualTo("published"));
        Assert.That(publication.Steps.Select(step => step.Name), Is.EqualTo(new[] { "batch-1", "batch-2" }));
        var requests = (await Suite.Sandbox.PostsOfAsync(_accounts["sendgrid"])).Where(post => post.Text == text);
        Assert.That(requests.Select(post => post.Id), Is.EqualTo(publication.Steps.Select(step => step.ExternalId)));
    }

    [Test]
    public async Task A_mail_without_subject_and_recipients_is_refused_with_both()
    {
        var refused = await Client.PostAsync(
            "/api/publishing/publish", new { post = new { content = "x" }, targets = new[] { new { account_id = _accounts["sendgrid"].Id } } });

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), refused.Body);
        Assert.That(refused.Body, Does.Contain("title").And.Contain("options.to"));
    }

    [Test]
    public async Task Medium_says_that_it_is_legacy()
    {
        var platforms = await Client.GetAsync("/api/publishing/platforms");
        Assert.That(platforms.Body, Does.Contain("gives no new tokens"));
    }

    private async Task ReviseAsync(HttpMethod method, Guid publication, string? body)
    {
        var path = $"/api/publishing/publications/{publication}";
        var asked = await Client.Http.CallAsync(method, path, body);
        Assert.That(asked.Status, Is.EqualTo(HttpStatusCode.Accepted), asked.Body);
        var id = asked.Json.GetProperty("id").GetGuid();
        await Eventually.BecomesTrueAsync(
            async () => (await Client.GetAsync(path + "/revisions")).Json.EnumerateArray()
                .Any(revision => revision.GetProperty("id").GetGuid() == id && revision.GetProperty("state").GetString() == RevisionStates.Done),
            Patience,
            "the revision is done");
    }

    private static JsonElement? OptionsOf(string platform) =>
        platform == "sendgrid" ? JsonSerializer.SerializeToElement(new { to = new[] { "reader@example.com" } }) : null;

    /// <summary>That an account is connected reaches the service that publishes a moment later, by a message.</summary>
    private Task<Answer> WhenPublishableAsync(string platform) => Eventually.GetAsync(
        async () => await Client.PostAsync("/api/publishing/publish?dry_run=true", RequestOf(platform, "A trial", OptionsOf(platform))) is { Status: HttpStatusCode.OK } answer ? answer : null,
        Patience,
        $"{platform} can be published to");

    private Task<PublishResponse> PublishAsync(string platform, string text, JsonElement? options = null) =>
        Client.PublishAsync(RequestOf(platform, text, options));

    private PublishRequest RequestOf(string platform, string text, JsonElement? options) => new()
    {
        Post = new() { Title = "Good morning", Content = text },
        Targets = [new() { AccountId = _accounts[platform].Id, Options = options }],
    };
}
