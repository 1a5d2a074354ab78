using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests.Instagram;

/// <summary>What is Instagram's own, beyond what every platform keeps.</summary>
public sealed class InstagramTests
{
    private readonly List<IAsyncDisposable> _open = [];

    private static PlatformUnderTest Platform => PlatformUnderTest.All.Single(platform => platform.Slug == "instagram");

    [TearDown]
    public async Task DisposeAll()
    {
        foreach (var item in _open)
        {
            await item.DisposeAsync();
        }

        _open.Clear();
    }

    [TestCase(9007, 2207027, FailureCategories.Processing, true)]
    [TestCase(-1, 2207001, FailureCategories.Unavailable, true)]
    [TestCase(9, 2207042, FailureCategories.RateLimited, true)]
    [TestCase(4, 2207051, FailureCategories.Forbidden, false)]
    [TestCase(4, 0, FailureCategories.RateLimited, true)]
    [TestCase(190, 463, FailureCategories.Unauthorized, false)]
    [TestCase(36003, 2207009, FailureCategories.InvalidContent, false)]
    [TestCase(10, 0, FailureCategories.Forbidden, false)]
    public async Task A_refusal_by_its_numbers(int code, int subcode, string category, bool isRetryable)
    {
        var scenario = Play("a picture");
        scenario.Instead = (_, _) => Error(code, subcode);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(category), outcome.Detail);
        Assert.That(outcome.IsRetryable, Is.EqualTo(isRetryable));
    }

    [Test]
    public async Task A_refusal_of_what_is_published_all_the_same_is_not_believed()
    {
        var scenario = Play("a picture");
        var refused = false;
        scenario.Instead = (_, _) =>
        {
            refused = true;
            return Error(4, 2207051);
        };
        Overrule(scenario, request => refused && request.Path == "/v26.0/1001" ? """{"status_code":"PUBLISHED"}""" : null);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Unknown), outcome.Detail);
    }

    [Test]
    public async Task The_next_attempt_goes_on_at_the_first_part_that_is_missing()
    {
        var scenario = Play("a carousel");
        var isFull = true;
        Overrule(scenario, request => isFull && request.Body.Contains("CAROUSEL", StringComparison.Ordinal)
            ? """{"error":{"message":"Slow down","code":4}}"""
            : null, status: 400);
        var first = await scenario.PublishAsync();
        isFull = false;

        // A worker of its own: another one would wait until the account may go on.
        var second = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Attempt = 2 });

        Assert.Multiple(() =>
        {
            Assert.That(first!.Category, Is.EqualTo(FailureCategories.RateLimited));
            Assert.That(second!.Result, Is.EqualTo(AttemptResults.Published), second.Detail);
            Assert.That(Creates(scenario, "is_carousel_item"), Is.EqualTo(2));
            Assert.That(Creates(scenario, "CAROUSEL"), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Row_13_a_container_at_work_is_asked_again_and_not_made_again()
    {
        var scenario = Play("a reel");
        var looks = 0;
        Overrule(scenario, request => request.Path == "/v26.0/1021" && looks++ == 0 ? """{"status_code":"IN_PROGRESS"}""" : null);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published), outcome.Detail);
        Assert.That(looks, Is.EqualTo(2));
        Assert.That(Creates(scenario, "REELS"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_container_that_died_is_made_anew()
    {
        var scenario = Play("a picture");
        var died = false;
        Overrule(scenario, request =>
        {
            var dies = request.Path == "/v26.0/1001" && !died;
            died |= dies;
            return dies ? """{"status_code":"EXPIRED"}""" : null;
        });

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published), outcome.Detail);
        Assert.That(Creates(scenario, "image_url"), Is.EqualTo(2));
    }

    [Test]
    public async Task Files_that_Instagram_cannot_process_are_refused_with_its_reason()
    {
        var scenario = Play("a picture");
        Overrule(scenario, request => request.Path == "/v26.0/1001" ? """{"status_code":"ERROR","status":"Error: 2207026"}""" : null);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
        Assert.That(outcome.Detail, Does.Contain("2207026"));
    }

    [Test]
    public async Task A_used_up_quota_waits_before_anything_is_made()
    {
        var scenario = Play("a picture");
        Overrule(scenario, request => request.Path.EndsWith("/content_publishing_limit", StringComparison.Ordinal)
            ? """{"data":[{"quota_usage":50,"config":{"quota_total":50,"quota_duration":86400}}]}"""
            : null);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.RateLimited));
        Assert.That(outcome.RetryNotBefore, Is.EqualTo(outcome.CompletedAt.AddHours(1)).Within(TimeSpan.FromMinutes(1)));
        Assert.That(Creates(scenario, ""), Is.Zero);
    }

    [Test]
    public async Task An_address_that_cannot_be_read_does_not_undo_a_post()
    {
        var scenario = Play("a picture");
        Overrule(scenario, request => request.Path == "/v26.0/2001" ? "{}" : null, status: 500);

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Published));
        Assert.That(outcome.ExternalUrl, Is.Null);
    }

    [TestCase("post", "", "0 files, and a post needs at least 1; add 1")]
    [TestCase("reel", "one.jpg", "exactly one video", "31 of 30 hashtags; remove 1")]
    [TestCase("story", "one.jpg two.jpg", "2 of 1 files of a story; remove 1")]
    public async Task What_Instagram_does_not_have_is_refused_before_any_call(string type, string files, params string[] details)
    {
        var scenario = Play("a picture");
        var hashtags = string.Join(' ', Enumerable.Range(1, 31).Select(number => $"#tag{number}"));
        var media = files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new MediaItem { Url = "https://files.example/" + name });

        var outcome = await scenario.CreateWorker().DeliverAsync(
            scenario.Message with { ContentType = type, Content = new PostContent { Text = hashtags, Media = [.. media] } });

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
            Assert.That(outcome.Detail, Is.Not.Null);
            Assert.That(details, Is.All.Matches<string>(detail => outcome.Detail!.Contains(detail!, StringComparison.Ordinal)), outcome.Detail);
            Assert.That(scenario.Platform.Requests, Is.Empty);
        });
    }

    [TestCase("PUBLISHED", """{"data":[]}""", ReconcileFindings.Unreadable)]
    [TestCase("PUBLISHED", """{"data":[{"id":"1","caption":"Our week"},{"id":"2","caption":"Our week"}]}""", ReconcileFindings.Ambiguous)]
    [TestCase("PUBLISHED", """{"data":[{"id":"1","caption":"Our week","timestamp":"2020-01-01T00:00:00+0000"}]}""", ReconcileFindings.Unreadable)]
    [TestCase("EXPIRED", "{}", ReconcileFindings.Absent)]
    public async Task Row_13_a_container_says_whether_it_was_published(string state, string media, string finding)
    {
        var scenario = Play("a carousel");
        scenario.Expect(
            [
                new SampleCall { Method = "GET", Path = "/v26.0/1013", Answer = JsonElement.Parse($$"""{"status_code":"{{state}}"}""") },
                new SampleCall { Method = "GET", Path = "/v26.0/*/media", Answer = JsonElement.Parse(media) },
            ],
            scenario.Case.Credential);

        var found = await scenario.ReconcileAsync(
            "publish",
            "media|" + Content.Fingerprint.Of("Our week"),
            [new StepResult { Name = "container", State = StepStates.Accepted, Value = JsonElement.Parse("""{"id":"1013"}""") }]);

        Assert.That(found.Finding, Is.EqualTo(finding), found.Detail);
    }

    [TestCase("sample", ReconcileFindings.Found)]
    [TestCase("somebody", ReconcileFindings.Absent)]
    public async Task A_first_comment_whose_answer_was_lost_is_found_by_its_words_and_its_author(string username, string finding)
    {
        var scenario = Play("a first comment");
        scenario.Expect(
            [
                new SampleCall
                {
                    Method = "GET",
                    Path = "/v26.0/2001/comments",
                    Answer = JsonElement.Parse($$$"""{"data":[{"id":"1","text":"Other","username":"sample"},{"id":"2","text":"Mine","username":"{{{username}}}"}]}"""),
                },
            ],
            scenario.Case.Credential);

        var told = await scenario.ReconcileAsync(
            "comment",
            Content.Fingerprint.Of("Mine"),
            [new StepResult { Name = "publish", State = StepStates.Accepted, Value = JsonElement.Parse("""{"id":"2001"}""") }]);

        Assert.That((told.Finding, told.Found?.ExternalId), Is.EqualTo((finding, finding == ReconcileFindings.Found ? "2" : null)), told.Detail);
    }

    [Test]
    public async Task A_story_takes_no_first_comment()
    {
        var scenario = Play("a story");

        var outcome = await scenario.CreateWorker().DeliverAsync(scenario.Message with { Options = JsonElement.Parse("""{"first_comment":"x"}""") });

        Assert.That(outcome!.Detail, Does.Contain("options.first_comment: not with a story"));
        Assert.That(scenario.Platform.Requests, Is.Empty);
    }

    private static void Overrule(Scenario scenario, Func<StandInRequest, string?> answer, int status = 200)
    {
        var usual = scenario.Platform.Script;
        scenario.Platform.Script = request => answer(request) is { } body ? Task.FromResult(new StandInAnswer(status, body)) : usual(request);
    }

    private static int Creates(Scenario scenario, string containing) => scenario.Platform.Requests.Count(
        request => request is { Method: "POST" } && request.Path.EndsWith("/media", StringComparison.Ordinal) && request.Body.Contains(containing, StringComparison.Ordinal));

    private static StandInAnswer Error(int code, int subcode) => new(
        400, $$$"""{"error":{"message":"Said so","type":"OAuthException","code":{{{code}}},"error_subcode":{{{subcode}}},"fbtrace_id":"A"}}""");

    private Scenario Play(string name)
    {
        var scenario = new Scenario(Platform, name);
        _open.Add(scenario);
        return scenario;
    }
}
