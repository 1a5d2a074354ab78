using System.Net;
using System.Text.Json;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Media.Tests;

/// <summary>Forms that take their time, and what may happen meanwhile.</summary>
public sealed class TranscodeFaultTests
{
    private const string Running = "select count(*) from transcodes where begun > 0 and refusal is null and media_id = ";

    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace();

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_post_that_is_being_written_has_its_forms_begun()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");

        var checkedMedia = await _workspace.CheckAsync(media.Id, MediaSuite.Strict, MediaSuite.Open);

        await Eventually.BecomesTrueAsync(
            async () => await _workspace.Service.Database.ScalarAsync<long>($"select count(*) from renditions where media_id = '{media.Id}'") == 1, TimeSpan.FromSeconds(60));
        Assert.That(checkedMedia.Objections, Is.Empty);
        Assert.That((await _workspace.GetAsync(PathOf(media.Id))).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_video_that_came_before_its_details_were_kept_is_looked_into_when_it_is_asked_for()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");
        await _workspace.Service.Database.ExecuteAsync($"update assets set video = null where id = '{media.Id}'");

        var answer = await _workspace.ReadyAsync(PathOf(media.Id));

        var described = (await _workspace.GetAsync($"/api/media/{media.Id}")).As<MediaResponse>();
        Assert.That((answer.Status, described.Video?.Codec), Is.EqualTo((HttpStatusCode.OK, "mpeg4")));
    }

    [Test]
    public async Task A_video_with_nothing_in_it_is_refused_for_good_with_what_to_do()
    {
        var media = await _workspace.UploadedAsync(await Videos.HollowAsync(), "a.mp4");

        var answer = await _workspace.ReadyAsync(PathOf(media.Id));
        var again = await _workspace.GetAsync(PathOf(media.Id));

        Assert.That((answer.Status, answer.Code, again.Status), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "no_rendition", HttpStatusCode.UnprocessableEntity)));
        Assert.That(answer.Detail, Does.Contain("it is broken").And.Contain("export it again"));
    }

    [Test]
    public async Task A_process_that_is_killed_over_a_video_leaves_it_to_the_next()
    {
        var video = await Videos.HeavyAsync();
        MediaResponse media;
        using (var doomed = await MediaProcess.StartAsync(_workspace.Service, _workspace.Id, ("Media:TranscodeLease", "00:00:02")))
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(video), "file", "heavy.mp4" } };
            using var upload = await doomed.Client.PostAsync("/api/media", form);
            media = (await Answer.OfAsync(upload)).As<MediaResponse>();
            using var asked = await doomed.Client.GetAsync(PathOf(media.Id));
            Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            await Eventually.BecomesTrueAsync(
                async () => await _workspace.Service.Database.ScalarAsync<long>($"{Running} '{media.Id}'") == 1
                    || await _workspace.Service.Database.ScalarAsync<long>($"select count(*) from renditions where media_id = '{media.Id}'") == 1,
                TimeSpan.FromSeconds(60));
        }

        Assert.That((await _workspace.ReadyAsync(PathOf(media.Id))).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task What_a_dead_process_left_behind_is_begun_again()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");

        await LeaveAsync(media.Id, begun: 1);

        await Eventually.BecomesTrueAsync(
            async () => await _workspace.Service.Database.ScalarAsync<long>($"select count(*) from renditions where media_id = '{media.Id}'") == 1, TimeSpan.FromSeconds(60));
    }

    [Test]
    public async Task A_video_over_which_three_processes_died_is_given_up()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");

        await LeaveAsync(media.Id, begun: 3);

        var answer = await _workspace.ReadyAsync(PathOf(media.Id));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(answer.Detail, Does.Contain("begun 3 times").And.Contain("export it again"));
    }

    [Test]
    public async Task A_worker_that_wants_a_link_is_told_when_to_come_back()
    {
        var media = await _workspace.UploadedAsync(await Videos.OddAsync(), "a.mp4");

        var early = await _workspace.PostAsync($"/api/media/{media.Id}/links", new MediaLinkRequest { Platform = MediaSuite.Strict });
        await _workspace.ReadyAsync(PathOf(media.Id));
        var late = await _workspace.PostAsync($"/api/media/{media.Id}/links", new MediaLinkRequest { Platform = MediaSuite.Strict });

        Assert.That((early.Status, early.Code), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "rendition_not_ready")));
        Assert.That(early.Headers, Does.ContainKey("Retry-After"));
        Assert.That(late.As<MediaLinkResponse>().ContentType, Is.EqualTo("video/mp4"));
    }

    private static string PathOf(Guid id) => $"/api/media/{id}/renditions/{MediaSuite.Strict}";

    /// <summary>The row as a process leaves it that is killed while it is at work.</summary>
    private async Task LeaveAsync(Guid id, int begun)
    {
        var asset = (await _workspace.Service.Services.GetRequiredService<AssetRows>().FindAsync(id, _workspace.Id, CancellationToken.None))!;
        var plan = RenditionPlan.For(asset, MediaSuite.StrictRules).Plan!;
        await _workspace.Service.Database.ExecuteAsync(
            $"""
            insert into transcodes (media_id, rules_hash, workspace_id, plan, asked_at, due_at, begun)
            values ('{id}', '{TranscodeRows.HashOf(plan)}', '{_workspace.Id}', '{JsonSerializer.Serialize(plan, JsonSerializerOptions.Web)}', now(), now(), {begun})
            """);
    }
}
