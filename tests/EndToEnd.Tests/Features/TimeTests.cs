using System.Net;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What is planned by the clock on the wall, moved, queued, repeated, or asked about when it is late.</summary>
public sealed class TimeTests
{
    private const string LocalPattern = "yyyy-MM-dd'T'HH:mm:ss";
    private readonly TimeProvider _clock = TimeProvider.System;
    private Publisher _publisher = null!;

    [OneTimeSetUp]
    public async Task TakePublisherAsync() => _publisher = await Publisher.SharedAsync();

    [Test]
    public async Task Local_time_leaves_when_the_clocks_of_its_zone_show_it()
    {
        var text = Publisher.NewText("By the clock in Kathmandu");
        var soon = _clock.GetUtcNow().AddSeconds(8).ToOffset(new TimeSpan(5, 45, 0));

        var answer = await _publisher.Client.PostAsync("/api/publishing/publish", Publish(text, new { local_time = soon.ToString(LocalPattern, null), time_zone = "Asia/Kathmandu" }));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Body);
        var at = answer.Json.GetProperty("resolved_at").GetDateTimeOffset();
        var post = await _publisher.WaitUntilAcceptedAsync(_publisher.Discord, text);
        Assert.That(post.At - at, Is.InRange(TimeSpan.Zero, Publisher.Patience));
    }

    [Test]
    public async Task Moved_post_leaves_at_its_new_time_and_cannot_be_moved_any_more()
    {
        var text = Publisher.NewText("Rather now");
        var planned = await _publisher.Client.PostAsync("/api/publishing/publish", Publish(text, new { scheduled_at = _clock.GetUtcNow().AddHours(2) }));
        var publication = planned.Json.GetProperty("publications")[0].GetProperty("publication_id").GetGuid();
        var path = $"/api/publishing/schedule/{publication}";
        await Eventually.BecomesTrueAsync(async () => await MoveAsync(path, TimeSpan.FromSeconds(5)) == HttpStatusCode.OK, Publisher.Patience);

        await _publisher.WaitUntilAcceptedAsync(_publisher.Discord, text);
        await _publisher.WaitUntilPublishedAsync(planned.Json.GetProperty("post_id").GetGuid(), "discord");

        Assert.That(await MoveAsync(path, TimeSpan.FromHours(1)), Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Queued_posts_take_one_free_slot_after_the_other()
    {
        var slots = JsonSerializer.Serialize(new
        {
            account_id = _publisher.Discord.Id,
            time_zone = "America/New_York",
            slots = new[] { new { day = "monday", time = "09:00" }, new { day = "thursday", time = "17:30" } },
        });
        var set = await _publisher.Client.Http.CallAsync(HttpMethod.Put, "/api/publishing/slots", slots);

        var posts = new List<Answer>();
        for (var i = 0; i < 2; i++)
        {
            posts.Add(await _publisher.Client.PostAsync("/api/publishing/publish", Publish(Publisher.NewText("Queued"), new { }, "queue")));
        }

        var due = posts.Select(post => post.Json.GetProperty("publications")[0].GetProperty("due_at").GetDateTimeOffset()).ToList();
        Assert.That(due[0], Is.EqualTo(set.Json.GetProperty("next_free_at").GetDateTimeOffset()));
        Assert.That(due[1], Is.GreaterThan(due[0]));
        foreach (var post in posts)
        {
            await _publisher.Client.PostAsync($"/api/publishing/cancel/{post.Json.GetProperty("post_id").GetGuid()}");
        }
    }

    [Test]
    public async Task Recurring_post_leaves_at_the_next_minute_as_a_copy_of_its_own()
    {
        var text = Publisher.NewText("Once more");
        var template = await _publisher.Client.PostAsync("/api/posts", new { content = text });
        var recurrence = await _publisher.Client.PostAsync("/api/publishing/recurrences", new
        {
            post_id = template.Json.GetProperty("id").GetGuid(),
            targets = new[] { new { account_id = _publisher.Discord.Id } },
            cron = "* * * * *",
            time_zone = "Australia/Lord_Howe",
            count = 1,
        });
        Assert.That(recurrence.Status, Is.EqualTo(HttpStatusCode.Created), recurrence.Body);
        var at = recurrence.Json.GetProperty("upcoming")[0].GetDateTimeOffset();

        var copy = await Eventually.GetAsync(async () => await PlannedAtAsync(at, template.Json.GetProperty("id").GetGuid()), Publisher.Patience, "the copy is planned");
        var post = await Eventually.GetAsync(
            async () => await _publisher.AcceptedAsync(_publisher.Discord, text) is [var first, ..] ? first : null, TimeSpan.FromSeconds(90), "the copy is there");

        Assert.That(post.At - at, Is.InRange(TimeSpan.Zero, Publisher.Patience));
        Assert.That((await _publisher.Client.StatusAsync(Guid.Parse(copy))).Publications, Has.Count.EqualTo(1));
    }

    private async Task<string?> PlannedAtAsync(DateTimeOffset at, Guid template)
    {
        var planned = await _publisher.Client.GetAsync("/api/publishing/schedule?limit=200");
        return planned.Json.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("due_at").GetDateTimeOffset() == at && item.GetProperty("post_id").GetGuid() != template)
            .Select(item => item.GetProperty("post_id").GetString()).FirstOrDefault();
    }

    private async Task<HttpStatusCode> MoveAsync(string path, TimeSpan ahead) => (await _publisher.Client.Http.CallAsync(
        HttpMethod.Patch, path, JsonSerializer.Serialize(new { scheduled_at = _clock.GetUtcNow() + ahead }))).Status;

    private Dictionary<string, object> Publish(string text, object time, string mode = "scheduled")
    {
        var request = JsonSerializer.SerializeToElement(time).EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);
        request["mode"] = mode;
        request["post"] = new { content = text };
        request["targets"] = new[] { new { account_id = _publisher.Discord.Id } };
        return request;
    }
}
