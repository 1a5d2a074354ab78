using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;

namespace ContentMultiplier.Publishers.ConformanceTests.HtmlPlatforms;

/// <summary>What a read proves of each kind of step.</summary>
public sealed class HtmlPlatformReadingTests
{
    private static readonly Guid Publication = Guid.CreateVersion7();

    private static IEnumerable<TestCaseData> Readings()
    {
        var key = $"cm-{Publication:N}";
        yield return Case("wordpress", "post", ReconcileFindings.Ambiguous, "a draft in the bin", [
            new("posts", "[]"), new("posts", $$"""[{"id":42,"slug":"{{key}}__trashed","status":"trash"}]""")]);
        yield return Case("wordpress", "post-place", ReconcileFindings.Absent, "a draft where it was left", [
            new("posts/42", $$"""{"id":42,"slug":"{{key}}","status":"draft","link":"x"}""")]);
        yield return Case("wordpress", "post-place", ReconcileFindings.Found, "a draft under its own slug", [
            new("posts/42", """{"id":42,"slug":"hello","status":"draft","link":"x"}""")]);
        yield return Case("wordpress", "post-place", ReconcileFindings.Found, "a published post", [
            new("posts/42", $$"""{"id":42,"slug":"{{key}}","status":"publish","link":"x"}""")]);
        yield return Case("wordpress", "file-1", ReconcileFindings.Found, "a file", [new("media", """[{"id":10,"source_url":"x"}]""")]);
        yield return Case("wordpress", "file-1", ReconcileFindings.Absent, "no file", [new("media", "[]")]);
        yield return Case("wordpress", "tags-1", ReconcileFindings.Absent, "a tag, which is looked for before it is made", []);
        yield return Case("mailchimp", "campaign", ReconcileFindings.Found, "a campaign by its title", [
            new("campaigns", $$$"""{"campaigns":[{"id":"b","settings":{"title":"Another"}},{"id":"a","status":"save","settings":{"title":"{{{key}}} News"}}]}""")]);
        yield return Case("mailchimp", "campaign", ReconcileFindings.Absent, "other campaigns", [
            new("campaigns", """{"campaigns":[{"id":"b","settings":{"title":"Another"}}]}""")]);
        yield return Case("mailchimp", "campaign", ReconcileFindings.Ambiguous, "two campaigns of the title", [
            new("campaigns", $$$"""{"campaigns":[{"id":"b","settings":{"title":"{{{key}}}"}},{"id":"a","settings":{"title":"{{{key}}}"}}]}""")]);
        yield return Case("mailchimp", "content", ReconcileFindings.Absent, "content of a campaign that was not sent", [new("campaigns/c1", """{"id":"c1","status":"save"}""")]);
        yield return Case("mailchimp", "send", ReconcileFindings.Ambiguous, "a campaign that somebody cancelled", [new("campaigns/c1", """{"id":"c1","status":"canceled"}""")]);
        yield return Case("mailchimp", "send", ReconcileFindings.Found, "a scheduled campaign", [new("campaigns/c1", """{"id":"c1","status":"schedule"}""")]);
    }

    [TestCaseSource(nameof(Readings))]
    public async Task A_read_proves(string platform, string step, string finding, IReadOnlyList<Read> reads)
    {
        await using var scenario = new Scenario(PlatformUnderTest.All.Single(known => known.Slug == platform));
        var root = platform == "wordpress" ? "/wp-json/wp/v2/" : "/3.0/";
        var left = new Queue<Read>(reads);
        scenario.Platform.Script = request => Task.FromResult(
            left.TryDequeue(out var read) && request.Path == root + read.Path
                ? new Publishing.Tests.Support.StandInAnswer(200, read.Answer)
                : new Publishing.Tests.Support.StandInAnswer(404));

        var answer = await scenario.CreateWorker().Get<PlatformReader>().ReconcileAsync(
            new ReconcilePublication
            {
                Platform = platform,
                PublicationId = Publication,
                WorkspaceId = Guid.CreateVersion7(),
                AccountId = Guid.CreateVersion7(),
                Reading = 1,
                Step = step,
                SentAfter = TimeProvider.System.GetUtcNow(),
                AcceptedSteps =
                [
                    new() { Name = "post", State = StepStates.Accepted, ExternalId = "42", Value = JsonElement.Parse("""{"id":42}""") },
                    new() { Name = "campaign", State = StepStates.Accepted, ExternalId = "c1", Value = JsonElement.Parse("""{"id":"c1"}""") },
                ],
            },
            default);

        Assert.That(answer.Finding, Is.EqualTo(finding), answer.Detail);
        Assert.That(left, Is.Empty);
    }

    private static TestCaseData Case(string platform, string step, string finding, string what, IReadOnlyList<Read> reads) =>
        new TestCaseData(platform, step, finding, reads).SetArgDisplayNames(platform, step, finding, what);

    /// <param name="Path">Behind the API's root.</param>
    public sealed record Read(string Path, string Answer);
}
