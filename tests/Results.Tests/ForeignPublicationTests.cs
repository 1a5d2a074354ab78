using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Publications;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Results.Tests;

/// <summary>The ids of another workspace's publications, from somebody who may cancel, retry and settle their own.</summary>
public sealed class ForeignPublicationTests : RunningResults
{
    private readonly Guid _owner = Guid.CreateVersion7();
    private readonly Guid _post = Guid.CreateVersion7();
    private HttpClient _stranger = null!;

    [OneTimeSetUp]
    public void Enter() => _stranger = Results.ClientOf(Guid.CreateVersion7());

    [OneTimeTearDown]
    public void Leave() => _stranger.Dispose();

    [Test]
    public async Task Cancelling_them_says_nothing_of_them_and_leaves_them_as_they_are()
    {
        var theirs = await Results.RequestAsync(_owner, _post);
        var own = Guid.CreateVersion7();

        using var answer = await _stranger.PostAsJsonAsync(
            "/internal/publications/cancel",
            new CancelPublicationsRequest(_post, [Requested(theirs), Requested(own)]),
            StrictJson.Options);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var told = await answer.Content.ReadFromJsonAsync<PublicationStates>(StrictJson.Options);
        Assert.That(told!.Publications.Select(one => (one.PublicationId, one.Done)), Is.EqualTo(new[] { (own, true) }));
        Assert.That(await StatusAsync(theirs), Is.EqualTo(PublicationStatus.Queued));
    }

    [Test]
    public async Task Retrying_them_says_nothing_of_them_and_leaves_them_as_they_are()
    {
        var theirs = await Results.RequestAsync(_owner, _post);
        await Results.CompleteAsync(theirs, FailureCategories.InvalidContent);

        using var answer = await _stranger.PostAsJsonAsync(
            "/internal/publications/retry", new RetryPublicationsRequest(_post, [theirs]), StrictJson.Options);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await answer.Content.ReadFromJsonAsync<PublicationStates>(StrictJson.Options))!.Publications, Is.Empty);
        Assert.That(await StatusAsync(theirs), Is.EqualTo(PublicationStatus.Failed));
    }

    [TestCase("published")]
    [TestCase("maybe")]
    public async Task Settling_one_finds_none_however_the_request_is_wrong(string outcome)
    {
        var theirs = await Results.RequestAsync(_owner, _post);

        using var answer = await _stranger.PostAsJsonAsync(
            $"/api/publishing/publications/{theirs}/resolve", new ResolveRequest { Outcome = outcome }, StrictJson.Options);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(theirs), Is.EqualTo(PublicationStatus.Queued));
    }

    private static RequestedPublication Requested(Guid id) =>
        new() { PublicationId = id, Platform = "twitter", AccountId = Guid.CreateVersion7(), AccountName = "news" };

    private Task<string> StatusAsync(Guid publication) => Results.Services.GetRequiredService<PublicationStore>().ChangeAsync(
        [publication], set => set.Find(publication)!.Status, CancellationToken.None);
}
