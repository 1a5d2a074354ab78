using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Tests.Support;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>One platform with its stand-ins, playing one case of its sample.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    private readonly PlatformUnderTest _platform;
    private readonly ConcurrentDictionary<string, int> _creates = new();
    private readonly List<Worker> _workers = [];
    private IReadOnlyList<SampleCall> _calls;

    public Scenario(PlatformUnderTest platform, string? name = null)
    {
        _platform = platform;
        Sample = Sample.Read(platform.SampleFile, Platform.Address);
        Case = Sample.Cases.First(sample => name is null || sample.Name == name);
        _calls = Case.Calls;
        Credentials.Lease = Case.Credential;
        Platform.Script = PlayAsync;
        Message = new PublishPost
        {
            PublicationId = Guid.CreateVersion7(),
            PostId = Guid.CreateVersion7(),
            WorkspaceId = Guid.CreateVersion7(),
            AccountId = Guid.CreateVersion7(),
            Platform = platform.Slug,
            Attempt = 1,
            ContentType = Case.ContentType,
            Content = Case.Content,
            Options = Case.Options,
            NotAfter = TimeProvider.System.GetUtcNow().AddHours(1),
        };
    }

    public Sample Sample { get; }

    public SampleCase Case { get; }

    public PublishPost Message { get; }

    public PlatformStandIn Platform { get; } = new();

    public LedgerStandIn Ledger { get; } = new();

    public CredentialStandIn Credentials { get; } = new();

    public CapturedLog Log { get; } = new();

    /// <summary>What the platform answers to a call of a step instead; null plays the sample.</summary>
    public Func<SampleCall, StandInRequest, StandInAnswer?> Instead { get; set; } = (_, _) => null;

    /// <summary>Passed when a call of a step has arrived and is not answered yet.</summary>
    public Func<Task> Arrived { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<string> Unexpected { get; } = new();

    public int CreatesOf(string step) => _creates.GetValueOrDefault(step);

    public int AllCreates => _creates.Values.Sum();

    public IEnumerable<string> StepNames => Case.Creates.Select(call => call.Step!).Distinct();

    /// <summary>A secret for every credential of the sample, in the pieces that may not be seen anywhere.</summary>
    public IReadOnlyList<string> Secrets
        => [.. Case.Credential.Fields
            .Where(member => IsSecret(member.Key))
            .Select(member => member.Value)
            .Append(Case.Credential.AccessToken ?? "")
            .SelectMany(secret => Uri.TryCreate(secret, UriKind.Absolute, out var url) ? [secret, url.Segments[^1]] : new[] { secret })
            .Where(secret => secret.Length > 0)];

    public Worker CreateWorker(IReadOnlyDictionary<string, string?>? settings = null, Uri? address = null)
    {
        var all = _platform.SettingsFor(address ?? Platform.Address);
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        var worker = new Worker(_platform.Create(), Ledger, Credentials, all, log: Log);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>A killed process is not shut down.</summary>
    public void Forget(Worker worker) => _workers.Remove(worker);

    public async Task<AttemptOutcome?> PublishAsync(CancellationToken cancellationToken = default)
        => await CreateWorker().DeliverAsync(Message, cancellationToken);

    /// <summary>Asks what became of a call whose answer was lost, as results would.</summary>
    /// <param name="step">The call.</param>
    /// <param name="fingerprint">As the publisher named it.</param>
    /// <param name="accepted">What stood before it; null for what the ledger has.</param>
    /// <param name="sentAfter">A minute ago unless given.</param>
    public Task<PublicationReconciled> ReconcileAsync(
        string step, string? fingerprint, IReadOnlyList<StepResult>? accepted = null, DateTimeOffset? sentAfter = null) =>
        CreateWorker().Get<PlatformReader>().ReconcileAsync(
            new ReconcilePublication
            {
                Platform = Message.Platform,
                PublicationId = Message.PublicationId,
                WorkspaceId = Message.WorkspaceId,
                AccountId = Message.AccountId,
                Reading = 1,
                Step = step,
                Fingerprint = fingerprint,
                SentAfter = sentAfter ?? TimeProvider.System.GetUtcNow().AddMinutes(-1),
                AcceptedSteps = accepted ?? Ledger.AcceptedSteps(Message.PublicationId),
            },
            default);

    /// <summary>Publishes, so that the request is what results would send.</summary>
    public async Task<RevisePublication> ToReviseAsync(string kind, string? text)
    {
        var outcome = await PublishAsync();
        Assert.That(outcome?.Result, Is.EqualTo(AttemptResults.Published), outcome?.Detail);
        var steps = Ledger.AcceptedSteps(Message.PublicationId).Concat(outcome!.Steps.Where(step => step.State == StepStates.Accepted));
        return new RevisePublication
        {
            RevisionId = Guid.CreateVersion7(),
            PublicationId = Message.PublicationId,
            WorkspaceId = Message.WorkspaceId,
            Platform = Message.Platform,
            AccountId = Message.AccountId,
            Kind = kind,
            Text = text,
            Try = 1,
            NotAfter = TimeProvider.System.GetUtcNow().AddHours(1),
            ExternalId = outcome.ExternalId!,
            ExternalUrl = outcome.ExternalUrl,
            AcceptedSteps = [.. steps.DistinctBy(step => step.Name)],
        };
    }

    /// <summary>Another set of calls is expected from now on.</summary>
    public void Expect(IReadOnlyList<SampleCall> calls, CredentialLeaseResponse credential)
    {
        _calls = calls;
        Credentials.Lease = credential;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Platform.DisposeAsync();
        Credentials.Dispose();
        Log.Dispose();
    }

    private bool IsSecret(string field)
        => CreateWorker().Get<Publishing.PlatformDescriptor>().Capabilities.Credentials.Fields.FirstOrDefault(known => known.Name == field)?.Secret ?? true;

    private async Task<StandInAnswer> PlayAsync(StandInRequest request)
    {
        var call = _calls.FirstOrDefault(call => Matches(call, request));
        if (call is null)
        {
            Unexpected.Enqueue($"{request.Method} {request.Target}: {request.Body}");
            return new StandInAnswer(404);
        }

        if (call.Step is not null)
        {
            _creates.AddOrUpdate(call.Step, 1, (_, count) => count + 1);
            await Arrived();
            if (Instead(call, request) is { } answer)
            {
                return answer;
            }
        }

        return new StandInAnswer(call.Status, call.Answer?.ToString() ?? "") { Headers = call.Headers };
    }

    public static bool Matches(SampleCall call, StandInRequest request)
        => call.Method == request.Method
            && Regex.IsMatch(request.Path, $"^{Regex.Escape(call.Path).Replace("\\*", "[^/]*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1))
            && (call.QueryContains is null || request.Target.Contains(call.QueryContains, StringComparison.Ordinal))
            && (call.BodyContains is null || request.Body.Contains(call.BodyContains, StringComparison.Ordinal));
}
