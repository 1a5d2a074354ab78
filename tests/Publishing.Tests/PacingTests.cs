using System.Globalization;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Http;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishing.Tests;

public sealed class PacingTests : Fixture
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Row_45_an_account_that_was_asked_to_wait_is_not_called_before()
    {
        Platform.Answer(new StandInAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "60" } });
        var message = Sample.Message("hello");
        var before = TimeProvider.System.GetUtcNow();
        var first = await Worker.DeliverAsync(message);
        var after = TimeProvider.System.GetUtcNow();

        var second = await Worker.DeliverAsync(Sample.Message("again") with { AccountId = message.AccountId });

        Assert.Multiple(() =>
        {
            Assert.That(first!.Category, Is.EqualTo(FailureCategories.RateLimited));
            Assert.That(first.IsRetryable, Is.True);
            Assert.That(first.RetryNotBefore, Is.InRange(before.AddSeconds(60), after.AddSeconds(60)));
            Assert.That(second!.Category, Is.EqualTo(FailureCategories.RateLimited));
            Assert.That(second.RetryNotBefore, Is.EqualTo(first.RetryNotBefore));
            Assert.That(second.Fence, Is.Zero);
            Assert.That(Platform.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Other_accounts_go_on()
    {
        Platform.Answer(new StandInAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "60" } });
        await Worker.DeliverAsync(Sample.Message("hello"));
        Platform.Answer(Sample.Created("7"));

        var other = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That(other!.Result, Is.EqualTo(AttemptResults.Published));
    }

    [TestCase("x-rate-limit-remaining", "x-rate-limit-reset")]
    [TestCase("x-user-limit-24hour-remaining", "x-user-limit-24hour-reset")]
    [TestCase("X-RateLimit-Remaining", "X-RateLimit-Reset")]
    public async Task An_account_whose_last_call_was_taken_is_not_called_before_its_limit_begins_anew(string remaining, string reset)
    {
        var until = InAMinute();
        Platform.Answer(Sample.Created("7") with { Headers = Headers((remaining, "0"), (reset, Epoch(until))) });
        var message = Sample.Message("hello");
        var first = await Worker.DeliverAsync(message);

        var second = await Worker.DeliverAsync(Sample.Message("again") with { AccountId = message.AccountId });

        Assert.Multiple(() =>
        {
            Assert.That((first!.Result, first.RetryNotBefore, first.IsForApplication), Is.EqualTo((AttemptResults.Published, (DateTimeOffset?)until, false)));
            Assert.That((second!.Category, second.RetryNotBefore), Is.EqualTo((FailureCategories.RateLimited, (DateTimeOffset?)until)));
            Assert.That(Platform.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task An_account_that_has_calls_left_goes_on()
    {
        Platform.Answer(Sample.Created("7") with { Headers = Headers(("X-RateLimit-Remaining", "1"), ("X-RateLimit-Reset", Epoch(InAMinute()))) });

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That((outcome!.Result, outcome.RetryNotBefore), Is.EqualTo((AttemptResults.Published, (DateTimeOffset?)null)));
    }

    [TestCase(429, FailureCategories.RateLimited)]
    [TestCase(201, null)]
    public async Task A_limit_of_the_whole_application_holds_every_account(int status, string? category)
    {
        var until = InAMinute();
        Platform.Answer(Sample.Created("7") with
        {
            Status = status, Headers = Headers(("x-app-limit-24hour-remaining", "0"), ("x-app-limit-24hour-reset", Epoch(until))),
        });
        var first = await Worker.DeliverAsync(Sample.Message("hello"));

        var other = await Worker.DeliverAsync(Sample.Message("of another account"));

        Assert.Multiple(() =>
        {
            Assert.That((first!.Category, first.RetryNotBefore, first.IsForApplication), Is.EqualTo((category, (DateTimeOffset?)until, true)));
            Assert.That((other!.Category, other.RetryNotBefore), Is.EqualTo((FailureCategories.RateLimited, (DateTimeOffset?)until)));
            Assert.That(Platform.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task A_limit_of_uploads_holds_posts_with_files_and_no_others()
    {
        var worker = CreateWorker<FilesPublisher>();
        Platform.Script = request => Task.FromResult(request.Body.Contains("a file", StringComparison.Ordinal)
            ? new StandInAnswer(429) { Headers = Headers(("Retry-After", "60")) }
            : Sample.Created("7"));
        var message = Sample.Message("hello");
        var withFile = message with { Content = message.Content with { Media = [new() { Url = "http://127.0.0.1:1/a.png" }] } };
        var first = await worker.DeliverAsync(withFile);

        var second = await worker.DeliverAsync(withFile with { PublicationId = Guid.CreateVersion7() });
        var text = await worker.DeliverAsync(message with { PublicationId = Guid.CreateVersion7() });

        Assert.Multiple(() =>
        {
            Assert.That((first!.Category, first.IsForOtherCalls), Is.EqualTo((FailureCategories.RateLimited, true)));
            Assert.That((second!.RetryNotBefore, second.IsForOtherCalls), Is.EqualTo((first.RetryNotBefore, true)));
            Assert.That(text!.Result, Is.EqualTo(AttemptResults.Published));
            Assert.That(Platform.Requests, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task A_limit_of_creates_is_not_one_of_uploads()
    {
        Platform.Answer(new StandInAnswer(429) { Headers = Headers(("Retry-After", "60")) });

        var outcome = await Worker.DeliverAsync(Sample.Message("hello"));

        Assert.That((outcome!.Category, outcome.IsForOtherCalls), Is.EqualTo((FailureCategories.RateLimited, false)));
    }

    [Test]
    public void Calls_of_one_kind_hold_no_others_unless_the_platform_counts_them_together(
        [Values("Create", "Upload", "Addition", "Read", "Revision")] string name, [Values] bool isForEveryCall, [Values] bool isForApplication)
    {
        var kind = Enum.Parse<CallKind>(name);
        var (account, other, until) = (Guid.CreateVersion7(), Guid.CreateVersion7(), InAMinute());
        var pacing = new AccountPacing(TimeProvider.System);

        pacing.Freeze(kind, account, new PlatformRefusedException(FailureCategories.RateLimited, "too many")
        {
            RetryNotBefore = until, IsForEveryCall = isForEveryCall, IsForApplication = isForApplication,
        });

        foreach (var asked in new[] { CallKind.Create, CallKind.Upload, CallKind.Addition, CallKind.Read, CallKind.Revision })
        {
            DateTimeOffset? expected = isForEveryCall || asked == kind ? until : null;
            Assert.That(pacing.NotBefore(asked, account), Is.EqualTo(expected), $"{asked}");
            Assert.That(pacing.NotBefore(asked, other), Is.EqualTo(isForApplication ? expected : null), $"{asked} of another account");
        }
    }

    [Test]
    public void A_host_of_a_users_own_holds_nobody_but_its_account()
    {
        using var response = new HttpResponseMessage();
        Add(response, "x-app-limit-24hour-remaining", "0");
        Add(response, "x-app-limit-24hour-reset", Epoch(Now.AddHours(12)));
        var ofApplication = (UsedLimits.Read(response.Headers, isVendor: true, Now), UsedLimits.Read(response.Headers, isVendor: false, Now));
        Add(response, "X-RateLimit-Remaining", "0");
        Add(response, "X-RateLimit-Reset-After", "60");
        var ofTheAccount = UsedLimits.Read(response.Headers, isVendor: false, Now);

        Assert.That(ofApplication, Is.EqualTo((new UsedLimits(Now.AddHours(12), IsForApplication: true), (UsedLimits?)null)));
        Assert.That(ofTheAccount, Is.EqualTo(new UsedLimits(Now.AddSeconds(60), IsForApplication: false)));
    }

    [TestCase("Retry-After", "1", 1)]
    [TestCase("Retry-After", "0.35", 0.35)]
    [TestCase("Retry-After", "3600", 3600)]
    [TestCase("Retry-After", "1000000000", 86400)]
    [TestCase("Retry-After", "Fri, 01 May 2026 12:10:00 GMT", 600)]
    [TestCase("Retry-After", "Fri, 01 May 2099 12:10:00 GMT", 86400)]
    [TestCase("X-RateLimit-Reset-After", "2.5", 2.5)]
    [TestCase("x-rate-limit-reset", "1777637100", 300)]
    public void Row_45_the_platforms_word_is_heard(string header, string value, double seconds)
        => Assert.That(Read(header, value), Is.EqualTo(Now.AddSeconds(seconds)));

    [TestCase("Retry-After", "soon")]
    [TestCase("Retry-After", "-5")]
    [TestCase("Retry-After", "0")]
    [TestCase("Retry-After", "1e400")]
    [TestCase("Retry-After", "Fri, 01 May 2020 12:10:00 GMT")]
    [TestCase("x-rate-limit-reset", "99999999999999999999")]
    [TestCase("x-rate-limit-reset", "1")]
    public void Row_45_nonsense_is_not(string header, string value) => Assert.That(Read(header, value), Is.Null);

    private sealed class FilesPublisher(TestClient client) : IPublisher
    {
        public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
        {
            var token = context.Credential.AccessToken;
            foreach (var _ in context.Content.Media)
            {
                await context.PrepareAsync("upload", ct => client.CreateAsync(token, "a file", ct), cancellationToken);
            }

            var post = await context.OnceAsync(
                "post", ct => client.CreateAsync(token, context.Content.Text!, ct), cancellationToken, externalId: post => post.Id);
            return new PublishedPost(post.Id, null);
        }
    }

    private static DateTimeOffset InAMinute() =>
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60);

    private static string Epoch(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(header => header.Name, header => header.Value);

    private static DateTimeOffset? Read(string header, string value)
    {
        using var response = new HttpResponseMessage();
        Assert.That(response.Headers.NonValidated.Count, Is.Zero);
        Add(response, header, value);
        return RetryNotBefore.Read(response.Headers, Now);
    }

    // As a real answer brings it, whatever it says.
#pragma warning disable RS0030 // The ban is about requests that we send.
    private static void Add(HttpResponseMessage response, string header, string value)
        => Assert.That(response.Headers.TryAddWithoutValidation(header, value.ToString(CultureInfo.InvariantCulture)), Is.True);
#pragma warning restore RS0030
}
