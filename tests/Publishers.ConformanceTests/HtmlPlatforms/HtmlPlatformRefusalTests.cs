using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests.HtmlPlatforms;

/// <summary>What the platforms' own codes mean, beyond what a status says.</summary>
public sealed class HtmlPlatformRefusalTests
{
    [TestCase("wordpress", "post-place", 403, """{"code":"rest_cannot_publish","message":"Sorry"}""", FailureCategories.Forbidden)]
    [TestCase("wordpress", "post", 401, """{"code":"incorrect_password","message":"No"}""", FailureCategories.Unauthorized)]
    [TestCase("wordpress", "post", 404, """{"code":"rest_no_route","message":"No"}""", FailureCategories.NotFound)]
    [TestCase("wordpress", "post", 404, "<!DOCTYPE html><p>Blocked</p>", FailureCategories.Forbidden)]
    [TestCase("wordpress", "post", 301, "", FailureCategories.Unavailable)]
    [TestCase("sendgrid", "batch-1", 403, """{"errors":[{"message":"The from address does not match a verified Sender Identity","field":"from"}]}""", FailureCategories.Forbidden)]
    [TestCase("sendgrid", "batch-1", 413, """{"errors":[{"message":"content too large"}]}""", FailureCategories.InvalidContent)]
    [TestCase("mailchimp", "campaign", 451, """{"title":"Compliance Related","detail":"x"}""", FailureCategories.Forbidden)]
    [TestCase("mailchimp", "send", 400, """{"title":"Bad Request","detail":"not ready"}""", FailureCategories.InvalidContent)]
    [TestCase("medium", "story", 401, """{"errors":[{"message":"Token was invalid.","code":6003}]}""", FailureCategories.Unauthorized)]
    public async Task A_refusal_is_no_reason_to_try_again(string platform, string step, int status, string body, string category)
    {
        await using var scenario = Play(platform);
        scenario.Instead = (call, _) => call.Step == step ? new StandInAnswer(status, body) : null;

        var outcome = await scenario.PublishAsync();

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(category), outcome.Detail);
            Assert.That(outcome.IsRetryable, Is.False);
            Assert.That(outcome.Action, Is.Not.Empty);
        });
    }

    [TestCase("wordpress", true)]
    [TestCase("sendgrid", false)]
    public async Task A_host_of_a_users_counts_every_call_and_a_platform_its_kinds_apart(string platform, bool isForEveryCall)
    {
        await using var scenario = Play(platform);
        scenario.Instead = (_, _) => new StandInAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "60" } };
        var worker = scenario.CreateWorker();

        var outcome = await worker.DeliverAsync(scenario.Message);

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.RateLimited), outcome.Detail);
        Assert.That(
            worker.Get<AccountPacing>().NotBefore(CallKind.Read, scenario.Message.AccountId),
            Is.EqualTo(isForEveryCall ? outcome.RetryNotBefore : null));
    }

    [Test]
    public async Task A_file_of_the_wrong_type_is_refused_although_WordPress_says_500()
    {
        await using var scenario = Play("wordpress", "a post with everything, at a site without permalinks");
        scenario.Instead = (call, _) => call.Step == "file-2"
            ? new StandInAnswer(500, """{"code":"rest_upload_sideload_error","message":"Sorry, you are not allowed to upload this file type."}""")
            : null;

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Result, Is.EqualTo(AttemptResults.Failed));
        Assert.That(outcome.Category, Is.EqualTo(FailureCategories.InvalidContent));
    }

    [Test]
    public async Task A_403_of_Mailchimp_without_a_word_is_about_the_pace()
    {
        await using var scenario = Play("mailchimp");
        scenario.Instead = (_, _) => new StandInAnswer(403, "");

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.RateLimited));
        Assert.That(outcome.IsRetryable, Is.True);
    }

    [Test]
    public async Task Everything_that_SendGrid_names_is_told()
    {
        await using var scenario = Play("sendgrid");
        scenario.Instead = (_, _) => new StandInAnswer(400, """{"errors":[{"message":"is wrong","field":"from.email"},{"message":"too","field":null}]}""");

        var outcome = await scenario.PublishAsync();

        Assert.That(outcome!.Detail, Is.EqualTo("HTTP 400: from.email: is wrong; too"));
    }

    [TestCase("sendgrid", """{"to": ["a@example.com", "A@example.com"], "categories": ["x", "x"], "send_at": "2099-01-01T00:00:00Z"}""", "options.to", "options.categories", "options.send_at")]
    [TestCase("sendgrid", """{"to": [{"email": "a@example.com", "data": {"a": 1}}], "send_at": "2026-02-30T00:00:00Z"}""", "options.template_id", "options.send_at")]
    [TestCase("mailchimp", """{"action": "schedule", "segment_id": 1, "tag": "x", "template_id": 1}""", "options.schedule_at", "options.tag", "options.template_section")]
    [TestCase("mailchimp", """{"schedule_at": "2020-01-01T00:15:00Z"}""", "options.action", "options.schedule_at")]
    [TestCase("wordpress", """{"publish_at": "2026-02-30T00:00:00Z"}""", "options.publish_at")]
    public async Task What_a_schema_cannot_say_is_refused_all_at_once_before_any_call(string platform, string options, params string[] fields)
    {
        await using var scenario = Play(platform);
        var worker = scenario.CreateWorker();
        var given = System.Text.Json.JsonElement.Parse(options);

        var outcome = await worker.DeliverAsync(scenario.Message with { Options = given });
        var preview = worker.Get<Publishing.IFormatter>().Format(new() { Platform = platform, Content = scenario.Case.Content, Options = given });

        Assert.Multiple(() =>
        {
            Assert.That(outcome!.Category, Is.EqualTo(FailureCategories.InvalidContent));
            Assert.That(fields, Is.All.Matches<string>(field => outcome.Detail!.Contains(field!, StringComparison.Ordinal)), outcome.Detail);
            Assert.That(preview.Errors.Select(error => error.Field), Is.EqualTo(fields));
            Assert.That(scenario.Platform.Requests, Is.Empty);
        });
    }

    private static Scenario Play(string slug, string? name = null) => new(PlatformUnderTest.All.Single(platform => platform.Slug == slug), name);
}
