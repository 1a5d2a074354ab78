using System.Net;
using ContentMultiplier.Contracts.Media;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Media.Tests;

[TestFixtureSource(typeof(MediaSuite), nameof(MediaSuite.Stores))]
public sealed class HoldTests(string store)
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.On(store));

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task A_file_that_a_post_holds_is_not_deleted_until_the_post_lets_go()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        var post = Guid.CreateVersion7();
        await _workspace.HoldAsync(post, 1, media.Id);

        var held = await _workspace.DeleteAsync(media.Id);
        await _workspace.HoldAsync(post, 2);
        var free = await _workspace.DeleteAsync(media.Id);

        Assert.Multiple(() =>
        {
            Assert.That((held.Status, held.Code), Is.EqualTo((HttpStatusCode.Conflict, "in_use")));
            Assert.That(held.Detail, Does.Contain("1 posts"));
            Assert.That(free.Status, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(_workspace.Service.FilesOf(media.Id), Is.Empty);
        });
    }

    [Test]
    public async Task What_was_said_earlier_and_arrives_later_changes_nothing()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        var post = Guid.CreateVersion7();
        await _workspace.HoldAsync(post, PostMediaChanged.Deleted);

        await _workspace.HoldAsync(post, 1, media.Id);
        await _workspace.HoldAsync(Guid.CreateVersion7(), 1);

        Assert.That((await _workspace.DeleteAsync(media.Id)).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task A_file_of_another_workspace_cannot_be_held_and_is_unknown()
    {
        using var other = new Workspace(_workspace.Service);
        var media = await _workspace.UploadedAsync(Samples.Png);

        await other.HoldAsync(Guid.CreateVersion7(), 1, media.Id);
        var checkedByOther = await other.PostAsync(
            "/internal/media/check", new Contracts.Api.Internal.CheckMediaRequest { MediaIds = [media.Id] });

        Assert.Multiple(async () =>
        {
            Assert.That(checkedByOther.Json.GetProperty("media").GetArrayLength(), Is.Zero);
            Assert.That((await _workspace.DeleteAsync(media.Id)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        });
    }

    [Test]
    public async Task A_file_that_a_post_is_being_written_with_stays()
    {
        var media = await _workspace.UploadedAsync(Samples.Png);
        await _workspace.CheckAsync(media.Id);

        var answer = await _workspace.DeleteAsync(media.Id);

        Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, "in_use")));
    }

    [Test]
    public async Task Row_90_what_nobody_refers_to_for_a_day_goes_by_itself_and_what_is_held_stays()
    {
        var forgotten = await _workspace.UploadedAsync(Samples.Png);
        var kept = await _workspace.UploadedAsync(Samples.Gif, "a.gif");
        await _workspace.HoldAsync(Guid.CreateVersion7(), 1, kept.Id);
        await _workspace.Service.Database.ExecuteAsync(
            $"update assets set kept_until = now() - interval '1 second' where workspace_id = '{_workspace.Id}'");

        await Eventually.BecomesTrueAsync(
            async () => (await _workspace.GetAsync($"/api/media/{forgotten.Id}")).Status == HttpStatusCode.NotFound, MediaSuite.Patience);
        await Eventually.BecomesTrueAsync(() => _workspace.Service.FilesOf(forgotten.Id).Length == 0, MediaSuite.Patience);

        Assert.That((await _workspace.GetAsync($"/api/media/{kept.Id}/content")).Body, Is.EqualTo(Samples.Gif));
    }
}
