using System.Net;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>For the platforms where what was published can be taken back or edited.</summary>
public sealed class RevisionTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    private static readonly string[] Kinds = [RevisionKinds.Removal, RevisionKinds.Edit];

    [Test]
    public void What_the_platform_can_is_announced_and_comes_with_a_sample()
    {
        var scenario = Play();
        var worker = scenario.CreateWorker();
        var capabilities = worker.Get<PlatformDescriptor>().Capabilities;
        var (canRemove, canEdit) = (worker.Find<IRemover>() is not null, worker.Find<IEditor>() is not null);

        Assert.That((capabilities.CanRemove, capabilities.CanEdit), Is.EqualTo((canRemove, canEdit)));
        Assert.That(
            (scenario.Sample.Removal is not null, scenario.Sample.Edit is not null), Is.EqualTo((canRemove, canEdit)),
            "`removal` and `edit` of conformance.json go with the remover and the editor");
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task All_of_it_is_revised_in_order(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var told = await ReviseAsync(scenario, sample.Calls, request);

        Assert.That(told.Answer!.IsDone, Is.True, told.Answer.Detail);
        AssertMade(told.Made, sample.Calls);
        Assert.That(scenario.Unexpected, Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task What_is_gone_is_removed_and_cannot_be_edited(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var told = await ReviseAsync(scenario, sample.CallsWhenGone, request);

        AssertMade(told.Made, sample.CallsWhenGone);
        Assert.That(
            (told.Answer!.IsDone, told.Answer.IsRetryable, told.Answer.Category),
            Is.EqualTo(kind == RevisionKinds.Removal ? (true, false, null) : (false, false, FailureCategories.NotFound)), told.Answer.Detail);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_lost_answer_is_worth_another_try(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var told = await ReviseAsync(scenario, WithStatus(sample.Calls, 502), request);
        var again = await ReviseAsync(scenario, sample.Calls, request with { Try = 2 });

        Assert.That((told.Answer!.IsDone, told.Answer.IsRetryable, told.Answer.Category), Is.EqualTo((false, true, FailureCategories.Unavailable)));
        Assert.That((again.Answer!.IsDone, again.Answer.Try), Is.EqualTo((true, 2)));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_clear_no_is_final_and_keeps_the_secrets(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var told = await ReviseAsync(scenario, WithStatus(sample.Calls, 403), request);

        Assert.That((told.Answer!.IsDone, told.Answer.IsRetryable), Is.EqualTo((false, false)));
        Assert.That(told.Answer.Category, Is.EqualTo(scenario.Sample.Statuses.GetValueOrDefault("403", FailureCategories.Forbidden)));
        Assert.That(told.Made, Has.Count.EqualTo(1), "the first refusal ends it");
        Assert.That(scenario.Secrets.Where(secret => told.Answer.Detail!.Contains(secret, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_platform_that_asks_to_wait_is_left_alone_until_then(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        scenario.Expect(
            [.. WithStatus(sample.Calls, 429).Select(call => call with { Headers = new Dictionary<string, string> { ["Retry-After"] = "900" } })], scenario.Credentials.Lease);
        var reviser = scenario.CreateWorker().Get<PublicationReviser>();
        var told = await reviser.ReviseAsync(request, default);
        var calls = scenario.Platform.Requests.Count;
        var again = await reviser.ReviseAsync(request with { Try = 2 }, default);

        Assert.That((told!.Category, told.IsRetryable), Is.EqualTo((FailureCategories.RateLimited, true)), told.Detail);
        Assert.That(told.RetryNotBefore, Is.GreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(10)));
        Assert.That((again!.IsDone, again.IsRetryable, again.RetryNotBefore), Is.EqualTo((false, true, told.RetryNotBefore)));
        Assert.That(scenario.Platform.Requests, Has.Count.EqualTo(calls), "the platform was asked all the same");
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_credential_that_died_is_renewed_once_and_used_again(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var play = scenario.Platform.Script;
        var refused = 0;
        scenario.Platform.Script = call => Interlocked.Exchange(ref refused, 1) == 0 ? Task.FromResult(new StandInAnswer(401)) : play(call);
        scenario.Credentials.Refreshed = scenario.Case.Credential with { Version = scenario.Case.Credential.Version + 1 };

        var told = await ReviseAsync(scenario, sample.Calls, request);

        Assert.That(told.Answer!.IsDone, Is.True, told.Answer.Detail);
    }

    [Test]
    public async Task An_edit_that_is_told_a_second_time_writes_nothing()
    {
        if (await BeginAsync(RevisionKinds.Edit) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        await ReviseAsync(scenario, sample.Calls, request);
        var repeated = await ReviseAsync(scenario, sample.Calls, request);
        var toldAnew = await ReviseAsync(scenario, sample.Calls, request with { Try = 2 });

        Assert.That((repeated.Answer, repeated.Made.Count), Is.EqualTo(((PublicationRevised?)null, 0)));
        Assert.That(toldAnew.Answer!.IsDone, Is.True, toldAnew.Answer.Detail);
    }

    [Test]
    public async Task An_edit_of_which_nobody_says_whether_it_is_wanted_waits()
    {
        if (await BeginAsync(RevisionKinds.Edit) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        scenario.Ledger.Failure = () => HttpStatusCode.ServiceUnavailable;
        var told = await ReviseAsync(scenario, sample.Calls, request);

        Assert.That((told.Answer!.IsDone, told.Answer.IsRetryable, told.Answer.Category), Is.EqualTo((false, true, FailureCategories.Unavailable)));
        Assert.That(told.Made, Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task What_comes_too_late_is_not_begun(string kind)
    {
        if (await BeginAsync(kind) is not (var scenario, { } sample, { } request))
        {
            return;
        }

        var told = await ReviseAsync(scenario, sample.Calls, request with { NotAfter = TimeProvider.System.GetUtcNow().AddSeconds(-1) });

        Assert.That((told.Answer, told.Made.Count), Is.EqualTo(((PublicationRevised?)null, 0)));
    }

    /// <summary>Publishes the sample's case.</summary>
    private async Task<(Scenario Scenario, SampleRevision? Sample, RevisePublication? Request)> BeginAsync(string kind)
    {
        var scenario = Play();
        if ((kind == RevisionKinds.Removal ? scenario.Sample.Removal : scenario.Sample.Edit) is not { } sample)
        {
            return (scenario, null, null);
        }

        scenario = Play(sample.Case);
        return (scenario, sample, await scenario.ToReviseAsync(kind, sample.Text));
    }

    private static async Task<(PublicationRevised? Answer, IReadOnlyList<StandInRequest> Made)> ReviseAsync(
        Scenario scenario, IReadOnlyList<SampleCall> calls, RevisePublication request)
    {
        scenario.Expect(calls, scenario.Credentials.Lease);
        var before = scenario.Platform.Requests.Count;
        var answer = await scenario.CreateWorker().Get<PublicationReviser>().ReviseAsync(request, default);
        return (answer, [.. scenario.Platform.Requests.Skip(before)]);
    }

    private static void AssertMade(IReadOnlyList<StandInRequest> made, IReadOnlyList<SampleCall> calls)
    {
        Assert.That(made.Select(request => request.Method), Is.EqualTo(calls.Select(call => call.Method)));
        Assert.That(made.Zip(calls, (request, call) => Scenario.Matches(call, request)), Is.All.True, string.Join('\n', made.Select(request => request.Target)));
    }

    private static IReadOnlyList<SampleCall> WithStatus(IReadOnlyList<SampleCall> calls, int status) =>
        [.. calls.Select(call => call with { Status = status, Answer = null })];
}
