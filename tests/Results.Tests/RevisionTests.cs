using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Platforms;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>Taking back and editing over HTTP, with a real broker and a worker that only listens.</summary>
public sealed class RevisionTests : RunningResults
{
    private const string Platform = "discord";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Guid _workspace = Guid.CreateVersion7();
    private StandInWorker _worker = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartWorkerAsync()
    {
        _worker = await StandInWorker.StartAsync(Servers.Broker.Url, Platform);
        Results.Services.GetRequiredService<PlatformCatalogue>().Learn(new Platform { Slug = Platform, CanRemove = true, CanEdit = true });
        Results.Services.GetRequiredService<PlatformCatalogue>().Learn(new Platform { Slug = "twitter", CanRemove = true });
        _client = Results.ClientOf(_workspace);
    }

    [OneTimeTearDown]
    public async Task StopWorkerAsync()
    {
        _client.Dispose();
        await _worker.DisposeAsync();
    }

    [Test]
    public async Task Every_part_is_taken_back_and_the_post_says_so_and_is_measured_no_more()
    {
        var post = Guid.CreateVersion7();
        var publication = await PublishAsync(post);
        await Servers.Database.ExecuteAsync($"""
            insert into steps (publication_id, workspace_id, name, ordinal, state, fence, value, external_id, started_at)
            select '{publication}', '{_workspace}', name, ordinal, state, 1, '{JsonSerializer.Serialize(new { id = "7" })}', name, now()
            from (values ('part-2', 1, 'accepted'), ('part-1', 0, 'accepted'), ('part-3', 2, 'not_sent')) as n (name, ordinal, state);
            insert into metric_schedules (publication_id, workspace_id, age_seconds, due_at, tries) values ('{publication}', '{_workspace}', 3600, now() + interval '1 hour', 0);
            """);

        var removal = await RemoveAsync(publication);
        var again = await RemoveAsync(publication);
        var told = await ToldAsync(removal.Id, 1);
        Assert.That((removal.State, removal.Kind, again.Id), Is.EqualTo((RevisionStates.Requested, RevisionKinds.Removal, removal.Id)));
        Assert.That(told.AcceptedSteps.Select(step => step.ExternalId), Is.EqualTo(new[] { "part-1", "part-2" }));
        Assert.That(told.AcceptedSteps[0].Value?.GetProperty("id").GetString(), Is.EqualTo("7"));

        await AnswerAsync(told, isDone: true);
        await BecomesAsync(publication, removal.Id, RevisionStates.Done);

        var status = await _client.GetFromJsonAsync<PostStatusResponse>($"/api/publishing/status/{post}", StrictJson.Options);
        Assert.That((status!.Publications[0].Status, status.Publications[0].RemovedAt is not null), Is.EqualTo(("published", true)));
        Assert.That(
            await Servers.Database.ScalarAsync<string>($"select ended || ' ' || (due_at is null)::text from metric_schedules where publication_id = '{publication}'"),
            Is.EqualTo("gone true"));
        Assert.That((await RemoveAsync(publication)).Id, Is.EqualTo(removal.Id), "what is gone is not taken back again");
        Assert.That(await AuditsAsync(publication), Is.EqualTo(1), "asked once, recorded once");
    }

    [Test]
    public async Task A_change_of_what_was_removed_is_seen_by_who_follows_the_post()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var before = await ChangedAsync(publication);

        var told = await ToldAsync((await RemoveAsync(publication)).Id, 1);
        await AnswerAsync(told, isDone: true);
        await BecomesAsync(publication, told.RevisionId, RevisionStates.Done);

        Assert.That(await ChangedAsync(publication), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task Asked_many_times_at_once_it_is_one_removal()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());

        var removals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RemoveAsync(publication)));

        Assert.That(removals.Select(removal => removal.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await ListAsync(publication), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_nobody_answers_is_sent_again_and_an_old_no_does_not_end_it()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var removal = await RemoveAsync(publication);
        var first = await ToldAsync(removal.Id, 1);

        await OverdueAsync(removal.Id);
        var second = await ToldAsync(removal.Id, 2);
        await AnswerAsync(first, category: FailureCategories.Forbidden);
        await AnswerAsync(second, isDone: true);

        var done = await BecomesAsync(publication, removal.Id, RevisionStates.Done);
        Assert.That((done.Tries, done.Problem, done.NextTryAt), Is.EqualTo((2, (PublicationProblem?)null, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task The_platforms_patience_is_kept()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var told = await ToldAsync((await RemoveAsync(publication)).Id, 1);
        var notBefore = TimeProvider.System.GetUtcNow().AddHours(2);

        await AnswerAsync(told, category: FailureCategories.RateLimited, isRetryable: true, notBefore: notBefore);

        var waiting = await Eventually.GetAsync(
            async () => (await ListAsync(publication))[0] is { Problem: not null } revision ? revision : null, Patience);
        Assert.That((waiting.State, waiting.Problem!.Category), Is.EqualTo((RevisionStates.Requested, FailureCategories.RateLimited)));
        Assert.That(waiting.NextTryAt, Is.EqualTo(notBefore).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_clear_no_ends_it_with_what_to_do_and_it_can_be_asked_anew()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var told = await ToldAsync((await RemoveAsync(publication)).Id, 1);

        await AnswerAsync(told, category: FailureCategories.Unauthorized);
        var failed = await BecomesAsync(publication, told.RevisionId, RevisionStates.Failed);
        var anew = await RemoveAsync(publication);

        Assert.That((failed.Problem!.Category, failed.Problem.Action), Is.EqualTo((FailureCategories.Unauthorized, "do something")));
        Assert.That(anew.Id, Is.Not.EqualTo(told.RevisionId));
        Assert.That((await ListAsync(publication)).Select(revision => revision.Id), Is.EqualTo(new[] { anew.Id, told.RevisionId }), "newest first");
    }

    [Test]
    public async Task After_a_day_it_is_given_up_and_says_so()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var removal = await RemoveAsync(publication);

        await Servers.Database.ExecuteAsync($"update publication_revisions set requested_at = now() - interval '25 hours' where id = '{removal.Id}'");
        await OverdueAsync(removal.Id);

        var failed = await BecomesAsync(publication, removal.Id, RevisionStates.Failed);
        Assert.That((failed.Problem!.Category, failed.NextTryAt), Is.EqualTo((FailureCategories.Expired, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task An_edit_is_checked_by_the_platform_then_sent_once_and_others_wait_for_it()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());

        using var tooLong = await EditAsync(publication, new string('a', StandInWorker.MaxLength + 5));
        using var empty = await EditAsync(publication, " ");
        var edit = await ReadAsync(await EditAsync(publication, "better"));
        var same = await ReadAsync(await EditAsync(publication, "better"));
        using var other = await EditAsync(publication, "another");

        var errors = JsonElement.Parse(await tooLong.Content.ReadAsStringAsync()).GetProperty("errors");
        Assert.That((tooLong.StatusCode, empty.StatusCode, other.StatusCode), Is.EqualTo((HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest, HttpStatusCode.Conflict)));
        Assert.That(errors.GetProperty("text")[0].GetString(), Is.EqualTo("25 of 20 characters; shorten it by 5"));
        Assert.That(errors.TryGetProperty("media", out _), Is.False, "what the post has beside its text stays");
        Assert.That((edit.Text, same.Id), Is.EqualTo(("better", edit.Id)));
        var told = await ToldAsync(edit.Id, 1);
        Assert.That((told.Kind, told.Text, told.ExternalId), Is.EqualTo((RevisionKinds.Edit, "better", "1801")));

        await AnswerAsync(told, isDone: true);
        await BecomesAsync(publication, edit.Id, RevisionStates.Done);
        Assert.That((await ReadAsync(await EditAsync(publication, "another"))).State, Is.EqualTo(RevisionStates.Requested));
        Assert.That((await ListAsync(publication)).Select(revision => revision.Text), Is.EqualTo(new[] { "another", "better" }));
    }

    [Test]
    public async Task A_worker_may_write_a_text_once_each_time_it_is_told_and_only_while_it_is_wanted()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var edit = await ReadAsync(await EditAsync(publication, "better"));
        var first = await ToldAsync(edit.Id, 1);

        bool[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeginAsync(first)));
        var ahead = await BeginAsync(first with { Try = 2 });
        await OverdueAsync(edit.Id);
        var second = await ToldAsync(edit.Id, 2);
        bool[] again = [await BeginAsync(first), await BeginAsync(second), await BeginAsync(second)];
        await AnswerAsync(second, isDone: true);
        await BecomesAsync(publication, edit.Id, RevisionStates.Done);
        var newer = await ReadAsync(await EditAsync(publication, "best"));
        bool[] after = [await BeginAsync(second), await BeginAsync(await ToldAsync(newer.Id, 1))];

        Assert.That((together.Count(granted => granted), ahead), Is.EqualTo((1, false)));
        Assert.That((again, after), Is.EqualTo((new[] { false, true, false }, new[] { false, true })));
    }

    [Test]
    public async Task A_worker_may_not_write_a_text_so_late_that_it_would_be_told_again_meanwhile()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var edit = await ReadAsync(await EditAsync(publication, "better"));
        var told = await ToldAsync(edit.Id, 1);
        await Servers.Database.ExecuteAsync($"update publication_revisions set next_try_at = now() + interval '59 seconds' where id = '{edit.Id}'");

        Assert.That(await BeginAsync(told), Is.False);
    }

    [Test]
    public async Task Only_the_worker_of_the_platform_is_told_whether_a_text_is_wanted()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var told = await ToldAsync((await ReadAsync(await EditAsync(publication, "better"))).Id, 1);
        using var stranger = WorkerOf("twitter");

        using var posing = await stranger.PostAsJsonAsync("/internal/ledger/edits", new BeginEditRequest(told.RevisionId, Platform, 1), StrictJson.Options);
        using var ofItsOwn = await stranger.PostAsJsonAsync("/internal/ledger/edits", new BeginEditRequest(told.RevisionId, "twitter", 1), StrictJson.Options);
        using var user = await _client.PostAsJsonAsync("/internal/ledger/edits", new BeginEditRequest(told.RevisionId, Platform, 1), StrictJson.Options);

        Assert.That((posing.StatusCode, user.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.Forbidden)));
        Assert.That((await ofItsOwn.Content.ReadFromJsonAsync<BeginEditResponse>(StrictJson.Options))!.Granted, Is.False);
        Assert.That(await BeginAsync(told), Is.True);
    }

    [Test]
    public async Task A_removal_takes_the_place_of_an_edit_and_nothing_is_edited_after_it()
    {
        var publication = await PublishAsync(Guid.CreateVersion7());
        var edit = await ReadAsync(await EditAsync(publication, "better"));
        var asked = await ToldAsync(edit.Id, 1);

        var removal = await RemoveAsync(publication);
        using var during = await EditAsync(publication, "later");
        await AnswerAsync(asked, isDone: true);
        await AnswerAsync(await ToldAsync(removal.Id, 1), isDone: true);
        await BecomesAsync(publication, removal.Id, RevisionStates.Done);
        using var after = await EditAsync(publication, "later");

        var superseded = (await ListAsync(publication)).Single(revision => revision.Id == edit.Id);
        Assert.That((superseded.State, superseded.Problem!.Category), Is.EqualTo((RevisionStates.Failed, FailureCategories.Superseded)));
        Assert.That((during.StatusCode, after.StatusCode), Is.EqualTo((HttpStatusCode.Conflict, HttpStatusCode.Conflict)));
    }

    [Test]
    public async Task What_is_not_published_or_cannot_be_done_or_is_somebody_elses_is_refused()
    {
        var waiting = await Results.RequestAsync(_workspace, Guid.CreateVersion7(), Platform);
        var thread = await PublishAsync(Guid.CreateVersion7(), "twitter");
        var mail = await PublishAsync(Guid.CreateVersion7(), "sendgrid");
        var ours = await PublishAsync(Guid.CreateVersion7());
        using var stranger = Results.ClientOf(Guid.CreateVersion7());
        using var reader = Results.ClientOf(_workspace, Policies.Read);

        HttpStatusCode[] answers =
        [
            await StatusAsync(_client, HttpMethod.Delete, waiting), await StatusAsync(_client, HttpMethod.Patch, waiting),
            await StatusAsync(_client, HttpMethod.Patch, thread), await StatusAsync(_client, HttpMethod.Delete, mail),
            await StatusAsync(stranger, HttpMethod.Delete, ours), await StatusAsync(stranger, HttpMethod.Patch, ours),
            await StatusAsync(stranger, HttpMethod.Get, ours), await StatusAsync(reader, HttpMethod.Delete, ours),
        ];

        Assert.That(answers, Is.EqualTo(new[]
        {
            HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity,
            HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden,
        }));
        Assert.That(await ListAsync(ours), Is.Empty);
    }

    private async Task<bool> BeginAsync(RevisePublication told)
    {
        using var worker = WorkerOf(Platform);
        using var answer = await worker.PostAsJsonAsync(
            "/internal/ledger/edits", new BeginEditRequest(told.RevisionId, told.Platform, told.Try), StrictJson.Options);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return (await answer.Content.ReadFromJsonAsync<BeginEditResponse>(StrictJson.Options))!.Granted;
    }

    private HttpClient WorkerOf(string platform)
    {
        var worker = Results.CreateClient();
        worker.DefaultRequestHeaders.Add(
            InternalTickets.Header, Results.Services.GetRequiredService<InternalTickets>().ForService("publisher." + platform, InternalTickets.Workers));
        return worker;
    }

    private async Task<Guid> PublishAsync(Guid post, string platform = Platform)
    {
        var publication = await Results.RequestAsync(_workspace, post, platform);
        await Results.CompleteAsync(publication);
        return publication;
    }

    private async Task<RevisionResponse> RemoveAsync(Guid publication) => await ReadAsync(await _client.DeleteAsync(PathOf(publication)));

    private Task<HttpResponseMessage> EditAsync(Guid publication, string text) =>
        _client.PatchAsJsonAsync(PathOf(publication), new EditPublicationRequest { Text = text }, StrictJson.Options);

    private static async Task<RevisionResponse> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<RevisionResponse>(StrictJson.Options))!;
        }
    }

    private async Task<List<RevisionResponse>> ListAsync(Guid publication) =>
        (await _client.GetFromJsonAsync<List<RevisionResponse>>(new Uri($"{PathOf(publication)}/revisions", UriKind.Relative), StrictJson.Options))!;

    private async Task<RevisionResponse> BecomesAsync(Guid publication, Guid revision, string state) => await Eventually.GetAsync(
        async () => (await ListAsync(publication)).SingleOrDefault(one => one.Id == revision && one.State == state), Patience, state);

    private Task<RevisePublication> ToldAsync(Guid revision, int number) => Eventually.GetAsync(
        () => Task.FromResult(_worker.Heard(revision).FirstOrDefault(message => message.Try == number)), Patience, $"try {number}")!;

    private Task OverdueAsync(Guid revision) =>
        Servers.Database.ExecuteAsync($"update publication_revisions set next_try_at = now() - interval '1 second' where id = '{revision}'");

    private Task AnswerAsync(
        RevisePublication told, bool isDone = false, string? category = null, bool isRetryable = false, DateTimeOffset? notBefore = null) =>
        Results.Services.GetRequiredService<IBus>().Publish(new PublicationRevised
        {
            RevisionId = told.RevisionId, PublicationId = told.PublicationId, Try = told.Try, IsDone = isDone, Category = category,
            Action = category is null ? null : "do something", IsRetryable = isRetryable, RetryNotBefore = notBefore,
        });

    private Task<long> AuditsAsync(Guid publication) => Servers.Database.ScalarAsync<long>(
        $"select count(*) from outbox_messages where type = '{typeof(AuditRecorded).FullName}' and body like '%{publication}%'");

    private Task<string> ChangedAsync(Guid publication) =>
        Servers.Database.ScalarAsync<string>($"select changed_xid::text from publications where id = '{publication}'");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, Guid publication)
    {
        using var request = new HttpRequestMessage(method, method == HttpMethod.Get ? $"{PathOf(publication)}/revisions" : PathOf(publication).ToString());
        request.Content = method == HttpMethod.Patch ? JsonContent.Create(new EditPublicationRequest { Text = "better" }, options: StrictJson.Options) : null;
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static Uri PathOf(Guid publication) => new($"/api/publishing/publications/{publication}", UriKind.Relative);
}
