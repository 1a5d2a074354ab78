using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

/// <summary>Campaigns and the states they go through.</summary>
internal sealed class MailchimpCampaigns(PostStore posts, RateLimits limits, Snowflakes ids, TimeProvider time)
{
    private const int LargestBody = 4 * 1024 * 1024;

    public async Task CreateAsync(HttpContext context, MailchimpAudience audience)
    {
        var arrived = time.GetUtcNow();
        if (!limits.Take(MailchimpPlatform.Name, audience.Id, MailchimpPlatform.Usual).Allowed)
        {
            await MailchimpProblem.TooMany.WriteAsync(context);
            return;
        }

        var (request, raw) = await ReadAsync(context, SandboxJson.Default.CampaignRequest);
        var problem = request is null ? MailchimpProblem.BadJson : FindMistakes(request, audience) is { Count: > 0 } errors ? MailchimpProblem.Invalid(errors) : null;
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var id = ids.Next().ToString("x", CultureInfo.InvariantCulture);
        var settings = request!.Settings ?? new(null, null, null, null, null);
        var post = new Post
        {
            Platform = MailchimpPlatform.Name,
            Account = audience.Id,
            AccountName = audience.Name,
            Id = id,
            Url = $"https://mailchi.mp/sandbox/{id}",
            Text = "",
            At = arrived,
            Raw = Post.Cut(raw),
            Detail = new CampaignDetail(
                "save", settings.SubjectLine ?? "", settings.Title ?? "", settings.FromName, settings.ReplyTo,
                request.Recipients?.SegmentOpts?.SavedSegmentId, HasContent: false, ScheduledAt: null, Tested: []).ToElement(),
        };
        posts.Accept(post);
        await Answer.NodeAsync(context, StatusCodes.Status200OK, CampaignJson.Of(post));
    }

    public Task ListAsync(HttpContext context, MailchimpAudience audience)
    {
        var since = DateTimeOffset.TryParse(
            context.Request.Query["since_create_time"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
        var found = posts.Timeline(MailchimpPlatform.Name, audience.Id, post => post.At >= since, _ => true, limit: 1000);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["campaigns"] = new JsonArray([.. found.Select(CampaignJson.Of)]),
            ["total_items"] = found.Count,
        });
    }

    public Task ShowAsync(HttpContext context, Post post) => Answer.NodeAsync(context, StatusCodes.Status200OK, CampaignJson.Of(post));

    public Post? Find(MailchimpAudience audience, string id) =>
        posts.Find(MailchimpPlatform.Name, id) is { } post && post.Account == audience.Id ? post : null;

    public async Task SetContentAsync(HttpContext context, Post post)
    {
        var (request, _) = await ReadAsync(context, SandboxJson.Default.ContentRequest);
        var detail = CampaignDetail.Of(post);
        var problem = request switch
        {
            null => MailchimpProblem.BadJson,
            _ when detail.Status != "save" => MailchimpProblem.WrongState(detail.Status),
            { Template: { } template } when template.Id != MailchimpAudience.Template => MailchimpProblem.Invalid([("template.id", "The template does not exist.")]),
            { Html: null, PlainText: null, Template: null } => MailchimpProblem.Invalid([("", "No content was given.")]),
            _ => null,
        };
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var html = request!.Html ?? request.PlainText ?? string.Join('\n', request.Template!.Sections?.Values ?? Enumerable.Empty<string>());
        posts.Edit(post, html, (detail with { HasContent = true }).ToElement());
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["html"] = html, ["plain_text"] = "" });
    }

    public Task CheckAsync(HttpContext context, Post post)
    {
        var flaws = CampaignDetail.Of(post).Flaws().ToArray();
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["is_ready"] = flaws.Length == 0,
            ["items"] = new JsonArray([.. flaws.Select(flaw => new JsonObject { ["type"] = "error", ["heading"] = flaw.Heading, ["details"] = flaw.Details })]),
        });
    }

    public async Task ActAsync(HttpContext context, Post post, string action)
    {
        var detail = CampaignDetail.Of(post);
        var (changed, problem) = action switch
        {
            "send" => (detail with { Status = "sent" }, FindUnready(detail)),
            "schedule" => await ScheduleAsync(context, detail),
            "unschedule" => (detail with { Status = "save", ScheduledAt = null }, detail.Status == "schedule" ? null : MailchimpProblem.WrongState(detail.Status)),
            "test" => await TestAsync(context, detail),
            _ => (detail, MailchimpProblem.NotFound),
        };
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        posts.Edit(post, post.Text, changed.ToElement());
        await Answer.NoContentAsync(context);
    }

    private async Task<(CampaignDetail Detail, MailchimpProblem? Problem)> ScheduleAsync(HttpContext context, CampaignDetail detail)
    {
        var (request, _) = await ReadAsync(context, SandboxJson.Default.ScheduleRequest);
        return request?.ScheduleTime is not { } at
            ? (detail, MailchimpProblem.Invalid([("schedule_time", "This value should not be blank.")]))
            : at.Minute % 15 != 0 || at.Second != 0 || at <= time.GetUtcNow()
                ? (detail, MailchimpProblem.Invalid([("schedule_time", "Campaigns may only be scheduled to send on the quarter-hour, in the future.")]))
                : (detail with { Status = "schedule", ScheduledAt = at }, FindUnready(detail));
    }

    private static async Task<(CampaignDetail Detail, MailchimpProblem? Problem)> TestAsync(HttpContext context, CampaignDetail detail)
    {
        var (request, _) = await ReadAsync(context, SandboxJson.Default.TestRequest);
        return request is not { TestEmails: { Length: > 0 } emails, SendType: "html" or "plaintext" }
            ? (detail, MailchimpProblem.Invalid([("test_emails", "This value should not be blank.")]))
            : detail.HasContent
                ? (detail with { Tested = [.. detail.Tested, .. emails] }, null)
                : (detail, MailchimpProblem.WrongState("no content"));
    }

    private static MailchimpProblem? FindUnready(CampaignDetail detail) =>
        detail.Status != "save"
            ? MailchimpProblem.WrongState(detail.Status)
            : detail.Flaws().ToArray() is [var flaw, ..] ? new(400, "Bad Request", $"Your Campaign is not ready to send: {flaw.Details}") : null;

    private static List<(string Field, string Message)> FindMistakes(CampaignRequest request, MailchimpAudience audience)
    {
        var errors = new List<(string, string)>();
        if (request.Type is not ("regular" or "plaintext" or "rss" or "variate"))
        {
            errors.Add(("type", "Value is not one of the accepted values: regular, plaintext, rss, variate"));
        }

        if (request.Recipients is { } recipients && recipients.ListId != audience.Id)
        {
            errors.Add(("recipients.list_id", "The list does not exist."));
        }

        if (request.Recipients?.SegmentOpts?.SavedSegmentId is { } segment && !MailchimpAudience.Tags.ContainsKey(segment))
        {
            errors.Add(("recipients.segment_opts.saved_segment_id", "The segment does not exist."));
        }

        if (request.Settings?.SubjectLine is { Length: > 150 })
        {
            errors.Add(("settings.subject_line", "This value is too long. It should have 150 characters or less."));
        }

        return errors;
    }

    private static async Task<(T? Request, byte[] Raw)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var raw = await RequestBody.ReadAsync(context, LargestBody) ?? [];
        return (RequestBody.Parse(raw, type), raw);
    }
}
