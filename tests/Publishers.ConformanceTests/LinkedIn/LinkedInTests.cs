using System.Globalization;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishers.LinkedIn;
using ContentMultiplier.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.Publishers.ConformanceTests.LinkedIn;

/// <summary>What is LinkedIn's own, beyond what every platform keeps.</summary>
public sealed class LinkedInTests
{
    private readonly List<IAsyncDisposable> _open = [];

    private static PlatformUnderTest Platform => PlatformUnderTest.All.Single(platform => platform.Slug == "linkedin");

    [TearDown]
    public async Task DisposeAll()
    {
        foreach (var item in _open)
        {
            await item.DisposeAsync();
        }

        _open.Clear();
    }

    [TestCase(400, "MEDIA_ASSET_WAITING_UPLOAD", FailureCategories.Processing, true)]
    [TestCase(400, "EXPIRED_UPLOAD_URL", FailureCategories.Unavailable, true)]
    [TestCase(400, "VERSION_MISSING", FailureCategories.Forbidden, false)]
    [TestCase(409, "CONFLICT", FailureCategories.Unavailable, true)]
    [TestCase(426, "NONEXISTENT_VERSION", FailureCategories.Forbidden, false)]
    [TestCase(401, "REVOKED_ACCESS_TOKEN", FailureCategories.Unauthorized, false)]
    public async Task A_refusal_by_its_code(int status, string code, string category, bool isRetryable)
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => new StandInAnswer(status, $$"""{"status":{{status}},"code":"{{code}}","message":"Said so"}""");

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(category));
        Assert.That(outcome.IsRetryable, Is.EqualTo(isRetryable));
        Assert.That(outcome.Detail, Does.Contain("Said so"));
        Assert.That(outcome.Action, Is.Not.Empty);
    }

    [Test]
    public async Task A_comment_that_comes_before_its_post_is_seen_is_written_later()
    {
        var scenario = Play("a first comment");
        scenario.Instead = (call, _) => call.Step == "comment" ? new StandInAnswer(404, """{"status":404,"message":"Unable to obtain activity"}""") : null;

        var outcome = await scenario.PublishAsync();
        scenario.Instead = (_, _) => null;
        var later = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That((outcome!.Result, outcome.Category), Is.EqualTo((AttemptResults.Failed, FailureCategories.Processing)));
            Assert.That(later!.Result, Is.EqualTo(AttemptResults.Published), later.Detail);
            Assert.That((scenario.CreatesOf("post"), scenario.CreatesOf("comment")), Is.EqualTo((1, 2)));
        });
    }

    [TestCase("urn:li:organization:12", "urn:li:organization:12", ReconcileFindings.Found)]
    [TestCase("urn:li:organization:12", "urn:li:person:x", ReconcileFindings.Absent)]
    [TestCase("urn:li:person:s4mPle", "urn:li:person:s4mPle", ReconcileFindings.Blind)]
    public async Task A_lost_first_comment_of_an_organization_is_found_by_its_words_and_its_author(string account, string author, string finding)
    {
        var scenario = Play("a first comment");
        scenario.Expect(
            [
                new SampleCall
                {
                    Method = "GET",
                    Path = "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments",
                    Answer = System.Text.Json.JsonElement.Parse($$$"""{"elements":[{"id":"2","actor":"{{{author}}}","message":{"text":"Mine"}}]}"""),
                },
            ],
            scenario.Case.Credential with { AccountExternalId = account });

        var told = await scenario.ReconcileAsync(
            "comment",
            Content.Fingerprint.Of("Mine"),
            [new StepResult { Name = "post", State = StepStates.Accepted, Value = System.Text.Json.JsonElement.Parse("""{"id":"urn:li:share:1"}""") }]);

        Assert.That((told.Finding, told.Found?.ExternalId), Is.EqualTo((finding, finding == ReconcileFindings.Found ? "2" : null)), told.Detail);
    }

    [Test]
    public async Task Row_49_a_duplicate_names_the_post_that_is_there()
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => new StandInAnswer(422, """
            {"message":"Content is a duplicate of urn:li:share:7141138937766391808","status":422,
             "errorDetails":{"inputErrors":[{"description":"Duplicate post is detected","input":{},"code":"DUPLICATE_POST"}]}}
            """);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.Duplicate));
        Assert.That(outcome.Detail, Does.Contain("urn:li:share:7141138937766391808"));
    }

    [Test]
    public async Task The_limit_of_a_day_ends_at_midnight()
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => new StandInAnswer(429, """{"status":429,"code":"TOO_MANY_REQUESTS","message":"Resource level throttle MEMBER DAY limit for calls to this resource is reached."}""");

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.RetryNotBefore!.Value.TimeOfDay, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(outcome.IsForApplication, Is.False);
    }

    [Test]
    public async Task The_limit_of_the_application_is_for_every_account()
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => new StandInAnswer(429, """{"status":429,"code":"TOO_MANY_REQUESTS","message":"Resource level throttle APPLICATION DAY limit for calls to this resource is reached."}""");

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.IsForApplication, Is.True);
    }

    [Test]
    public async Task Every_call_names_the_version()
    {
        var scenario = Play("a video");
        await scenario.CreateWorker(new Dictionary<string, string?> { ["Platforms:linkedin:Version"] = "202603" }).DeliverAsync(scenario.Message);

        var calls = scenario.Platform.Requests.Where(request => request.Path.StartsWith("/rest/", StringComparison.Ordinal)).ToList();
        Assert.That(calls, Has.Count.EqualTo(4));
        Assert.That(calls.Select(call => call.Headers["LinkedIn-Version"]), Is.All.EqualTo("202603"));
        Assert.That(calls.Select(call => call.Headers["X-Restli-Protocol-Version"]), Is.All.EqualTo("2.0.0"));
    }

    [Test]
    public async Task The_address_of_a_part_gets_no_token()
    {
        var scenario = Play("a video");

        await scenario.PublishAsync();

        var parts = scenario.Platform.Requests.Where(request => request.Path.StartsWith("/uploads/", StringComparison.Ordinal)).ToList();
        Assert.That(parts.Select(part => part.Body), Is.EqualTo(new[] { "012345", "6789" }));
        Assert.That(parts.Select(part => part.Headers.ContainsKey("Authorization")), Is.All.False);
    }

    [Test]
    public async Task A_video_is_not_uploaded_again_on_the_next_attempt()
    {
        var scenario = Play("a video");
        var ready = false;
        scenario.Instead = (_, _) => ready ? null : new StandInAnswer(400, """{"status":400,"code":"MEDIA_ASSET_WAITING_UPLOAD"}""");
        var first = await scenario.PublishAsync();
        ready = true;

        var second = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That(first!.Category, Is.EqualTo(FailureCategories.Processing));
            Assert.That(second!.Result, Is.EqualTo(AttemptResults.Published), second.Detail);
            Assert.That(scenario.Platform.Requests.Count(request => request.Path == "/uploads/part-1"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Files_that_do_not_go_together_are_refused_before_any_upload()
    {
        var scenario = Play("a picture");
        var media = new[] { "one.png", "clip.mp4" }.Select(name => new MediaItem { Url = $"{scenario.Platform.Address}files/{name}" });

        var outcome = await scenario.CreateWorker().DeliverAsync(
            scenario.Message with { Content = scenario.Message.Content with { Media = [.. media] } });

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(outcome.Detail, Does.Contain("images, videos in one post"));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task A_members_posts_cannot_be_read()
    {
        var scenario = Play("a text");
        var finding = await scenario.ReconcileAsync(LinkedInPublisher.Step, fingerprint: null, []);

        Assert.That(finding.Finding, Is.EqualTo(ReconcileFindings.Blind));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task A_text_of_an_organization_is_known_by_its_words()
    {
        var scenario = Play("several pictures of an organization");
        scenario.Expect(
            [
                new SampleCall
                {
                    Method = "GET",
                    Path = "/rest/posts",
                    Answer = System.Text.Json.JsonElement.Parse(
                        """{"elements":[{"id":"urn:li:share:1","commentary":"Hello \\(you\\) {hashtag|\\#|all}"},{"id":"urn:li:share:2","commentary":"Hello"}]}"""),
                },
            ],
            scenario.Case.Credential);

        var finding = await scenario.ReconcileAsync(LinkedInPublisher.Step, Content.Fingerprint.Of("Hello (you) #all"), []);

        Assert.That(finding.Found?.ExternalId, Is.EqualTo("urn:li:share:1"), finding.Detail);
        Assert.That(scenario.Platform.Requests.Single().Headers["X-RestLi-Method"], Is.EqualTo("FINDER"));
    }

    [Test]
    public async Task Organizations_are_accounts_of_their_own_where_the_application_may_ask()
    {
        var scenario = Play("a text");
        scenario.Expect(
            [
                new SampleCall
                {
                    Method = "GET",
                    Path = "/rest/organizationAcls",
                    Answer = System.Text.Json.JsonElement.Parse(
                        """
                        {"elements":[{"organization":"urn:li:organization:1","role":"ADMINISTRATOR","state":"APPROVED"},
                                     {"organizationTarget":"urn:li:organization:2","role":"CONTENT_ADMIN","state":"APPROVED"},
                                     {"organization":"urn:li:organization:3","role":"ANALYST","state":"APPROVED"}]}
                        """),
                },
                new SampleCall
                {
                    Method = "GET",
                    Path = "/rest/organizations/*",
                    Answer = System.Text.Json.JsonElement.Parse("""{"localizedName":"Sample Inc.","vanityName":"sample"}"""),
                },
            ],
            scenario.Case.Credential);
        var worker = scenario.CreateWorker(new Dictionary<string, string?>
        {
            ["Platforms:linkedin:Scopes"] = "r_organization_social w_organization_social rw_organization_admin",
        });

        var found = await worker.Get<PlatformReader>().DiscoverAsync(
            new() { Platform = "linkedin", WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, default);

        Assert.That(found.Accounts.Select(account => account.ExternalId), Is.EqualTo(new[] { "urn:li:organization:1", "urn:li:organization:2" }));
        Assert.That(found.Accounts.Select(account => account.Kind), Is.All.EqualTo("organization"));
    }

    [TestCase("202608", "2027-08-15")]
    [TestCase("202601", "2027-01-15")]
    public void A_version_ends_a_year_later(string version, string day)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Platforms:linkedin:Version"] = version })
            .Build();

        Assert.That(LinkedInSettings.Read(configuration).VersionEnds.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Is.EqualTo(day));
    }

    private Scenario Play(string name)
    {
        var scenario = new Scenario(Platform, name);
        _open.Add(scenario);
        return scenario;
    }
}
