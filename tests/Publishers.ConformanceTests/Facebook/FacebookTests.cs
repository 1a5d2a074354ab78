using System.Text.Json;
using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests.Facebook;

/// <summary>What is Facebook's own, beyond what every platform keeps.</summary>
public sealed class FacebookTests
{
    private const string NotThere = """{"error":{"message":"Object does not exist","code":100,"error_subcode":33}}""";

    private readonly List<IAsyncDisposable> _open = [];

    private static PlatformUnderTest Platform => PlatformUnderTest.All.Single(platform => platform.Slug == "facebook");

    [TearDown]
    public async Task DisposeAll()
    {
        foreach (var item in _open)
        {
            await item.DisposeAsync();
        }

        _open.Clear();
    }

    [TestCase(400, 190, 463, FailureCategories.Unauthorized, false)]
    [TestCase(400, 100, 0, FailureCategories.InvalidContent, false)]
    [TestCase(400, 100, 33, FailureCategories.NotFound, false)]
    [TestCase(403, 200, 0, FailureCategories.Forbidden, false)]
    [TestCase(400, 368, 0, FailureCategories.Forbidden, false)]
    [TestCase(400, 506, 1455006, FailureCategories.Duplicate, false)]
    [TestCase(400, 100, 1366046, FailureCategories.InvalidContent, false)]
    [TestCase(400, 32, 0, FailureCategories.RateLimited, true)]
    [TestCase(403, 4, 0, FailureCategories.RateLimited, true)]
    public async Task A_refusal_by_its_numbers(int status, int code, int subcode, string category, bool isRetryable)
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => Error(status, code, subcode);

        var outcome = await scenario.PublishAsync();

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(category));
            Assert.That(outcome.IsRetryable, Is.EqualTo(isRetryable));
            Assert.That(outcome.Detail, Does.Contain("Said so"));
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task When_Facebook_is_not_well_nobody_knows_whether_it_posted(int code)
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => Error(400, code, 0);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown));
    }

    [Test]
    public async Task A_throttled_page_waits_as_long_as_Facebook_estimates()
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => Error(400, 80001, 0) with
        {
            Headers = new Dictionary<string, string>
            {
                ["X-Business-Use-Case-Usage"] = """{"104":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":17}]}""",
            },
        };

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.RetryNotBefore, Is.EqualTo(outcome.CompletedAt.AddMinutes(17)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Facebook_can_keep_the_time()
    {
        var at = TimeProvider.System.GetUtcNow().AddDays(2);
        var scenario = Play("several photos");
        var post = await PublishAsync(scenario, $$"""{"scheduled_publish_time":"{{at:yyyy-MM-ddTHH:mm:ssZ}}"}""");

        var photo = scenario.Platform.Requests.First(request => request.Path.EndsWith("/photos", StringComparison.Ordinal)).Body;
        var feed = scenario.Platform.Requests.Last().Body;
        Assert.Multiple(() =>
        {
            Assert.That(post!.Result, Is.EqualTo(AttemptResults.Published), post.Detail);
            Assert.That(photo, Does.Contain("temporary"));
            Assert.That(feed, Does.Contain($"published=false&unpublished_content_type=SCHEDULED&scheduled_publish_time={at.ToUnixTimeSeconds()}"));
        });
    }

    [TestCase("""{"scheduled_publish_time":"2020-01-01T00:00:00Z"}""", "between ten minutes and 75 days")]
    [TestCase("""{"scheduled_publish_time":"2999-01-01T00:00:00Z","draft":true}""", "leave one of")]
    public async Task A_time_that_Facebook_would_not_keep_is_refused_before_any_call(string options, string detail)
    {
        var scenario = Play("a text");

        var outcome = await PublishAsync(scenario, options);

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(outcome.Detail, Does.Contain(detail));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task Photos_are_not_brought_up_again_on_the_next_attempt()
    {
        var scenario = Play("several photos");
        var throttled = true;
        scenario.Instead = (_, _) => throttled ? Error(400, 32, 0) : null;
        await scenario.PublishAsync();
        throttled = false;

        var second = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Attempt = 2 });

        Assert.That(second!.Result, Is.EqualTo(AttemptResults.Published), second.Detail);
        Assert.That(scenario.Platform.Requests.Count(request => request.Path.EndsWith("/photos", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task A_video_that_cannot_be_processed_is_no_success()
    {
        var scenario = Play("a video");
        var answered = scenario.Platform.Script;
        scenario.Platform.Script = request => request is { Method: "GET", Path: "/v26.0/7001" }
            ? Task.FromResult(new StandInAnswer(200, """{"id":"7001","status":{"video_status":"error","processing_phase":{"status":"error","errors":[{"message":"Bad codec"}]}}}"""))
            : answered(request);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(outcome.Detail, Does.Contain("Bad codec"));
    }

    [TestCase("""{"publishing_phase":{"status":"complete"}}""", ReconcileFindings.Found)]
    [TestCase("""{"processing_phase":{"status":"in_progress"},"publishing_phase":{"status":"not_started"}}""", ReconcileFindings.Found)]
    [TestCase("""{"processing_phase":{"status":"not_started"},"publishing_phase":{"status":"not_started"}}""", ReconcileFindings.Absent)]
    [TestCase("""{"video_status":"upload_complete"}""", ReconcileFindings.Unreadable)]
    public async Task A_video_says_itself_whether_it_was_finished(string status, string finding)
    {
        var scenario = Play("a reel");
        scenario.Expect(
            [new SampleCall { Method = "GET", Path = "/v26.0/7002", Answer = JsonElement.Parse($$"""{"id":"7002","status":{{status}}}""") }],
            scenario.Case.Credential);

        var found = await ReconcileAsync(scenario, "published|x", new StepResult
        {
            Name = "reel", State = StepStates.Accepted, Value = JsonElement.Parse("""{"id":"7002"}"""),
        });

        Assert.That(found.Finding, Is.EqualTo(finding), found.Detail);
    }

    [Test]
    public async Task Drafts_cannot_be_looked_for()
    {
        var scenario = Play("a text");

        Assert.That((await ReconcileAsync(scenario, "draft|x")).Finding, Is.EqualTo(ReconcileFindings.Blind));
    }

    [Test]
    public async Task A_page_keeps_its_own_token()
    {
        var scenario = Play("a text");
        scenario.Expect(scenario.Sample.Discovery!.Calls, scenario.Sample.Discovery.Credential);

        var found = await scenario.CreateWorker().Get<PlatformReader>().DiscoverAsync(
            new() { Platform = "facebook", WorkspaceId = Guid.CreateVersion7(), ConnectionId = Guid.CreateVersion7() }, default);

        Assert.That(found.Accounts.Single().Kind, Is.EqualTo("page"));
        Assert.That(JsonSerializer.Serialize(found), Does.Not.Contain("token-0123456789"));
    }

    [Test]
    public async Task The_words_of_a_post_are_its_message()
    {
        var scenario = Play("a text");
        scenario.Expect([Call("POST", "/v26.0/104_1", 200, """{"success":true}""") with { BodyContains = "message=Better" }], scenario.Case.Credential);

        var told = await ReviseAsync(scenario, RevisionKinds.Edit, "104_1");

        Assert.That(told.IsDone, Is.True, told.Detail);
        Assert.That(scenario.Platform.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_Facebook_says_is_not_there_and_shows_all_the_same_is_not_taken_for_removed()
    {
        var scenario = Play("a text");
        scenario.Expect([Call("DELETE", "/v26.0/104_1", 400, NotThere), Call("GET", "/v26.0/104_1", 200, """{"id":"104_1"}""")], scenario.Case.Credential);

        var told = await ReviseAsync(scenario, RevisionKinds.Removal, "104_1");

        Assert.That((told.IsDone, told.IsRetryable, told.Category), Is.EqualTo((false, false, FailureCategories.Forbidden)), told.Detail);
    }

    [Test]
    public async Task A_page_that_may_read_nothing_proves_no_removal()
    {
        var scenario = Play("a text");
        scenario.Expect(
            [
                Call("DELETE", "/v26.0/104_1", 400, NotThere), Call("GET", "/v26.0/104_1", 400, NotThere),
                Call("GET", "/v26.0/104123456789012/published_posts", 403, """{"error":{"message":"Requires pages_read_engagement","code":10}}"""),
            ],
            scenario.Case.Credential);

        var told = await ReviseAsync(scenario, RevisionKinds.Removal, "104_1");

        Assert.That((told.IsDone, told.IsRetryable, told.Category), Is.EqualTo((false, false, FailureCategories.Forbidden)), told.Detail);
    }

    [TestCase("1/../2")]
    [TestCase("104_")]
    [TestCase("1_2_3")]
    [TestCase("me")]
    public async Task What_is_no_id_of_Facebooks_is_never_asked_for(string id)
    {
        var scenario = Play("a text");

        var told = await ReviseAsync(scenario, RevisionKinds.Removal, id);

        Assert.That((told.IsDone, told.Category), Is.EqualTo((false, FailureCategories.NotFound)), told.Detail);
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [Test]
    public async Task A_story_whose_answer_was_lost_is_found_by_its_photo()
    {
        var scenario = Play("a story of a photo");
        scenario.Expect([.. scenario.Case.Calls], scenario.Case.Credential);

        var found = await ReconcileAsync(scenario, "5001", "story", Accepted("photo-1", """{"id":"5001"}"""));
        var absent = await ReconcileAsync(scenario, "5009", "story", Accepted("photo-1", """{"id":"5009"}"""));

        Assert.That((found.Finding, found.Found?.ExternalId), Is.EqualTo((ReconcileFindings.Found, "9001")), found.Detail);
        Assert.That(absent.Finding, Is.EqualTo(ReconcileFindings.Absent), absent.Detail);
    }

    [Test]
    public async Task A_story_is_not_taken_back_and_what_to_do_is_said()
    {
        var scenario = Play("a story of a photo");
        var request = await scenario.ToReviseAsync(RevisionKinds.Removal, null);
        var calls = scenario.Platform.Requests.Count;

        var told = (await scenario.CreateWorker().Get<PublicationReviser>().ReviseAsync(request, default))!;

        Assert.That((told.IsDone, told.Category), Is.EqualTo((false, FailureCategories.Forbidden)));
        Assert.That(told.Action, Does.Contain("ends by itself"));
        Assert.That(scenario.Platform.Requests, Has.Count.EqualTo(calls));
    }

    [Test]
    public async Task A_first_comment_that_is_refused_leaves_the_post_published()
    {
        var scenario = Play("a first comment");
        scenario.Instead = (call, _) => call.Step == "comment" ? Error(403, 200, 0) : null;

        var outcome = await scenario.PublishAsync();

        Assert.That((outcome!.Result, outcome.ExternalId), Is.EqualTo((AttemptResults.Published, "104123456789012_1005")));
        Assert.That(outcome.Detail, Does.Contain("The first comment was refused").And.Contain("Said so").And.Contain("Reconnect the page"));
    }

    [TestCase("104123456789012", ReconcileFindings.Found)]
    [TestCase("77", ReconcileFindings.Absent)]
    public async Task A_first_comment_whose_answer_was_lost_is_found_by_its_words_and_its_page(string from, string finding)
    {
        var scenario = Play("a first comment");
        scenario.Expect(
            [
                Call("GET", "/v26.0/104_1/comments", 200, $$$"""{"data":[{"id":"1_1","message":"Other","from":{"id":"104123456789012"}},{"id":"1_2","message":"Mine","from":{"id":"{{{from}}}"}}]}"""),
            ],
            scenario.Case.Credential);

        var told = await ReconcileAsync(scenario, Fingerprint.Of("Mine"), "comment", Accepted("post", """{"id":"104_1"}"""));

        Assert.That((told.Finding, told.Found?.ExternalId), Is.EqualTo((finding, finding == ReconcileFindings.Found ? "1_2" : null)), told.Detail);
    }

    [TestCase("story", """{"first_comment":"x"}""", "not with a story")]
    [TestCase("story", """{"draft":true}""", "not with a story")]
    [TestCase("post", """{"first_comment":"x","draft":true}""", "not together with draft")]
    [TestCase("post", """{"first_comment":"x","scheduled_publish_time":"2030-01-01T00:00:00Z"}""", "not together with scheduled_publish_time")]
    public async Task What_has_no_comments_is_refused_before_any_call(string contentType, string options, string reason)
    {
        var scenario = Play("a photo");

        var outcome = await scenario.CreateWorker().DeliverAsync(scenario.Message with { ContentType = contentType, Options = JsonElement.Parse(options) });

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(outcome.Detail, Does.Contain(reason));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    [TestCase(4, true)]
    [TestCase(17, false)]
    [TestCase(32, false)]
    [TestCase(80001, false)]
    public async Task Meta_counts_every_call_and_with_code_4_those_of_the_whole_application(int code, bool isForApplication)
    {
        var scenario = Play("a text");
        scenario.Instead = (_, _) => Error(400, code, 0);
        var worker = scenario.CreateWorker();

        var outcome = await worker.DeliverAsync(scenario.Message);

        Assert.That((outcome!.Category, outcome.IsForApplication, outcome.IsForOtherCalls), Is.EqualTo((FailureCategories.RateLimited, isForApplication, false)));
        Assert.That(worker.Get<AccountPacing>().NotBefore(CallKind.Read, scenario.Message.AccountId), Is.EqualTo(outcome.RetryNotBefore));
    }

    private static StepResult Accepted(string name, string value) => new() { Name = name, State = StepStates.Accepted, Value = JsonElement.Parse(value) };

    private static SampleCall Call(string method, string path, int status, string answer) =>
        new() { Method = method, Path = path, Status = status, Answer = JsonElement.Parse(answer) };

    private static async Task<PublicationRevised> ReviseAsync(Scenario scenario, string kind, string id) =>
        (await scenario.CreateWorker().Get<PublicationReviser>().ReviseAsync(
            new RevisePublication
            {
                RevisionId = Guid.CreateVersion7(),
                PublicationId = scenario.Message.PublicationId,
                WorkspaceId = scenario.Message.WorkspaceId,
                Platform = "facebook",
                AccountId = scenario.Message.AccountId,
                Kind = kind,
                Text = kind == RevisionKinds.Edit ? "Better" : null,
                Try = 1,
                NotAfter = TimeProvider.System.GetUtcNow().AddHours(1),
                ExternalId = id,
            },
            default))!;

    private static StandInAnswer Error(int status, int code, int subcode) => new(
        status, $$$"""{"error":{"message":"Said so","type":"OAuthException","code":{{{code}}},"error_subcode":{{{subcode}}},"fbtrace_id":"A"}}""");

    private static Task<AttemptOutcome?> PublishAsync(Scenario scenario, string options) =>
        scenario.CreateWorker().DeliverAsync(scenario.Message with { Options = JsonElement.Parse(options) });

    private static Task<PublicationReconciled> ReconcileAsync(Scenario scenario, string fingerprint, params StepResult[] steps) =>
        ReconcileAsync(scenario, fingerprint, "post", steps);

    private static Task<PublicationReconciled> ReconcileAsync(Scenario scenario, string fingerprint, string step, params StepResult[] steps) =>
        scenario.ReconcileAsync(step, fingerprint, steps);

    private Scenario Play(string name)
    {
        var scenario = new Scenario(Platform, name);
        _open.Add(scenario);
        return scenario;
    }
}
