using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What a user publishes stands at the platforms, as often and in the order that was asked for.</summary>
public sealed class PublishTests
{
    private Publisher _publisher = null!;

    [OneTimeSetUp]
    public async Task TakePublisherAsync() => _publisher = await Publisher.SharedAsync();

    [Test]
    public async Task Post_to_platforms_stands_at_each_and_its_status_tells_where()
    {
        var text = Publisher.NewText("Good morning");

        var accepted = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Content = text },
            Platforms = ["x", "discord"],
        });
        var status = await _publisher.Client.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);

        var tweet = (await _publisher.AcceptedAsync(_publisher.Twitter, text)).Single();
        var message = (await _publisher.AcceptedAsync(_publisher.Discord, text)).Single();
        var onTwitter = status.Publications.Single(publication => publication.Platform == "twitter");
        var onDiscord = status.Publications.Single(publication => publication.Platform == "discord");
        Assert.Multiple(() =>
        {
            Assert.That(accepted.StatusUrl, Is.EqualTo($"/api/publishing/status/{accepted.PostId}"));
            Assert.That(status.Status, Is.EqualTo("published"));
            Assert.That(status.Publications, Has.Count.EqualTo(2));
            Assert.That(onTwitter.ExternalId, Is.EqualTo(tweet.Id));
            Assert.That(onTwitter.ExternalUrl, Is.EqualTo($"https://x.com/{_publisher.Twitter.SandboxName}/status/{tweet.Id}"));
            Assert.That(onDiscord.ExternalId, Is.EqualTo(message.Id));
            Assert.That(onDiscord.ExternalUrl, Does.StartWith("https://").And.EndsWith("/" + message.Id));
        });
    }

    [Test]
    public async Task Thread_of_five_hangs_together_in_order_and_its_address_is_the_first_parts()
    {
        var text = Publisher.NewText("A story");
        string[] parts = [.. Enumerable.Range(1, 5).Select(number => $"{text}, part {number}")];

        var accepted = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new()
            {
                Content = text,
                Variants = new Dictionary<string, VariantRequest> { ["twitter"] = new() { Parts = parts } },
            },
            Targets = [Publisher.To(_publisher.Twitter)],
        });
        var publication = await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");

        var thread = await _publisher.AcceptedAsync(_publisher.Twitter, text);
        Assert.Multiple(() =>
        {
            Assert.That(thread.Select(post => post.Text), Is.EqualTo(parts));
            Assert.That(thread.Select(post => post.ReplyTo), Is.EqualTo(thread.Select(post => post.Id).SkipLast(1).Prepend(null)));
            Assert.That(publication.ExternalId, Is.EqualTo(thread[0].Id));
            Assert.That(publication.ExternalUrl, Does.EndWith("/status/" + thread[0].Id));
            Assert.That(publication.Steps.Select(step => step.ExternalId), Is.EqualTo(thread.Select(post => post.Id)));
        });
    }

    [Test]
    public async Task One_bad_target_refuses_all_of_it_with_every_error_and_nothing_is_stored_or_sent()
    {
        var text = Publisher.NewText("Half good");
        var before = await PostsAsync();

        var refused = await _publisher.Client.PostAsync("/api/publishing/publish", new
        {
            post = new { content = text, variants = new { twitter = new { parts = new[] { text + new string('a', 300), text, text + new string('b', 400) } } } },
            targets = new object[]
            {
                new { account_id = _publisher.Discord.Id },
                new { account_id = _publisher.Twitter.Id, options = new { reply_settings = "nobody" } },
                new { account_id = Guid.NewGuid() },
            },
        });

        // What is accepted after it and arrives is the proof that nothing of it will.
        var later = Publisher.NewText("Good");
        var accepted = await _publisher.Client.PublishAsync(later, _publisher.Twitter, _publisher.Discord);
        await _publisher.Client.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);

        Assert.Multiple(() =>
        {
            Assert.That(refused.Flaw(), Is.Null);
            Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(refused.Errors.Keys, Is.EquivalentTo([
                "post.variants.twitter.parts[0]", "post.variants.twitter.parts[2]", "targets[1].options.reply_settings", "targets[2].account_id"]), refused.Body);
            Assert.That(refused.Errors["post.variants.twitter.parts[0]"], Does.Contain("280"));
        });
        Assert.That(await _publisher.AcceptedAsync(_publisher.Twitter, text), Is.Empty);
        Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Is.Empty);
        Assert.That(await PostsAsync(), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Preview_shows_what_is_sent()
    {
        string[] parts = [Publisher.NewText("Ünïcode 👩‍👩‍👧 https://example.com/a/long/address/that/counts/as/23"), Publisher.NewText("Second")];

        var preview = await _publisher.Client.PostAsync("/api/publishing/format/x", new { parts });
        var accepted = await _publisher.Client.PublishAsync(new PublishRequest
        {
            Post = new() { Variants = new Dictionary<string, VariantRequest> { ["x"] = new() { Parts = parts } } },
            Targets = [Publisher.To(_publisher.Twitter)],
        });
        var publication = await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");

        var ids = publication.Steps.Select(step => step.ExternalId).ToHashSet();
        var sent = (await _publisher.Suite.Sandbox.PostsOfAsync(_publisher.Twitter)).Where(post => ids.Contains(post.Id));
        Assert.That(preview.Status, Is.EqualTo(HttpStatusCode.OK), preview.Body);
        Assert.Multiple(() =>
        {
            Assert.That(sent.Select(post => post.Text), Is.EqualTo(preview.Json.GetProperty("parts").EnumerateArray().Select(part => part.GetString())));
            Assert.That(preview.Json.GetProperty("errors").GetArrayLength(), Is.Zero);
            Assert.That(preview.Json.GetProperty("counts")[0].GetProperty("limit").GetInt32(), Is.EqualTo(280));
            Assert.That(preview.Json.GetProperty("counts")[0].GetProperty("count").GetInt32(), Is.LessThan(parts[0].Length));
        });
    }

    [Test]
    public async Task Preview_names_what_publishing_would_refuse()
    {
        var preview = await _publisher.Client.PostAsync("/api/publishing/format/twitter", new { content = new string('a', 281) });
        var unknown = await _publisher.Client.PostAsync("/api/publishing/format/myspace", new { content = "a" });

        Assert.Multiple(() =>
        {
            Assert.That(preview.Json.GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo("text"), preview.Body);
            Assert.That(preview.Json.GetProperty("errors")[0].GetProperty("message").GetString(), Does.Contain("281 of 280"));
            Assert.That(unknown.Flaw(), Is.Null);
            Assert.That(unknown.Status, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [Test]
    public async Task Refused_post_goes_out_by_retry_once_the_user_has_mended_the_cause()
    {
        var text = Publisher.NewText("Not yet allowed");
        await _publisher.Suite.Sandbox.AddFaultAsync(
            new { platform = "twitter", kind = "status", status = 403, times = 1, account = _publisher.Twitter.SandboxName });

        var accepted = await _publisher.Client.PublishAsync(text, _publisher.Twitter, _publisher.Discord);
        var failed = await _publisher.Client.WaitUntilSettledAsync(accepted.PostId, Publisher.Patience);
        var problem = failed.Publications.Single(publication => publication.Platform == "twitter").Problem;
        var retried = await _publisher.Client.PostAsync($"/api/publishing/retry/{accepted.PostId}");
        var publication = await _publisher.WaitUntilPublishedAsync(accepted.PostId, "twitter");

        Assert.Multiple(() =>
        {
            Assert.That(failed.Status, Is.EqualTo("partially_published"));
            Assert.That(problem?.Category, Is.EqualTo("forbidden"));
            Assert.That(problem?.Action, Is.Not.Empty.And.Not.Null);
            Assert.That(problem?.Detail, Does.Contain("403"));
            Assert.That(retried.Status, Is.EqualTo(HttpStatusCode.OK), retried.Body);
            Assert.That(Changed(retried, "twitter"), Is.True);
            Assert.That(Changed(retried, "discord"), Is.False);
            Assert.That(publication.Attempts.Select(attempt => attempt.Result), Is.EqualTo(["failed", "published"]));
        });
        Assert.That(await _publisher.AcceptedAsync(_publisher.Twitter, text), Has.Count.EqualTo(1));
        Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Same_key_two_hundred_times_at_once_is_one_post_with_one_answer()
    {
        var text = Publisher.NewText("Only once");
        var key = Guid.NewGuid().ToString();
        var body = JsonSerializer.Serialize(
            new PublishRequest { Post = new() { Content = text }, Platforms = ["twitter", "discord"] }, PublicJson.Options);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => SendAsync(body, key)));
        var other = await SendAsync(body.Replace(text, text + "!", StringComparison.Ordinal), key);
        await _publisher.Client.WaitUntilSettledAsync(answers[0].Json.GetProperty("post_id").GetGuid(), Publisher.Patience);

        Assert.Multiple(() =>
        {
            Assert.That(answers.Select(answer => answer.Status).Distinct(), Is.EqualTo([HttpStatusCode.Accepted]));
            Assert.That(answers.Select(answer => answer.Body).Distinct().Count(), Is.EqualTo(1));
            Assert.That(other.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(other.Flaw(), Is.Null);
            Assert.That(other.Code, Is.EqualTo("idempotency_key_reused"));
        });
        Assert.That(await _publisher.AcceptedAsync(_publisher.Twitter, text), Has.Count.EqualTo(1));
        Assert.That(await _publisher.AcceptedAsync(_publisher.Discord, text), Has.Count.EqualTo(1));
    }

    private Task<Answer> SendAsync(string body, string key) =>
        _publisher.Client.Http.CallAsync(HttpMethod.Post, "/api/publishing/publish", body, ("Idempotency-Key", key));

    private static bool Changed(Answer answer, string platform) =>
        answer.Json.GetProperty("publications").EnumerateArray()
            .Single(publication => publication.GetProperty("platform").GetString() == platform).GetProperty("changed").GetBoolean();

    private async Task<int> PostsAsync()
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = (await _publisher.Client.GetAsync("/api/posts?limit=200" + (cursor is null ? "" : "&cursor=" + cursor))).Json;
            count += page.GetProperty("items").GetArrayLength();
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        return count;
    }
}
