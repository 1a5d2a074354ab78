using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>The routes of the ledger in memory: who may post, and which steps need no call any more.</summary>
public sealed class LedgerStandIn
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Row> _rows = [];
    private readonly HashSet<(Guid Revision, int Try)> _edits = [];

    public int LeaseMilliseconds { get; set; } = 30_000;

    /// <summary>Whether a holder may go on; a claim is not asked.</summary>
    public bool Grants { get; set; } = true;

    /// <summary>Whether a worker gets something only while it does nothing else.</summary>
    public bool WantsAlone { get; set; }

    /// <summary>The number of HTTP requests that asked anything.</summary>
    public int Requests { get; private set; }

    public List<ClaimRequest> Claims { get; } = [];

    public List<StepRequest> Steps { get; } = [];

    /// <summary>Called around every request; a worker dies by never getting past it.</summary>
    public Func<string, Task> Checkpoint { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answered instead, when not null.</summary>
    public Func<HttpStatusCode?> Failure { get; set; } = () => null;

    /// <summary>Answered instead to a batch of claims, when not null.</summary>
    public Func<IReadOnlyList<ClaimRequest>, HttpStatusCode?> FailureOf { get; set; } = _ => null;

    public HttpClient CreateClient() => new(new Handler(this)) { BaseAddress = new Uri("http://results") };

    /// <summary>The lease of a dead worker ends.</summary>
    public void ExpireLeases()
    {
        lock (_lock)
        {
            foreach (var row in _rows.Values)
            {
                row.IsLeased = false;
            }
        }
    }

    public IReadOnlyList<StepResult> AcceptedSteps(Guid publicationId)
    {
        lock (_lock)
        {
            return [.. _rows[publicationId].Steps.Values.Where(step => step.State == StepStates.Accepted)];
        }
    }

    /// <summary>The steps whose end nobody knows.</summary>
    public IReadOnlyList<string> OpenSteps(Guid publicationId)
    {
        lock (_lock)
        {
            return _rows.TryGetValue(publicationId, out var row)
                ? [.. row.Steps.Where(step => step.Value.State is StepStates.Intent or StepStates.Unknown).Select(step => step.Key)]
                : [];
        }
    }

    public string? StateOf(Guid publicationId, string step)
    {
        lock (_lock)
        {
            return _rows.TryGetValue(publicationId, out var row) ? row.Steps.GetValueOrDefault(step)?.State : null;
        }
    }

    /// <summary>The platform was read, and the step's call is not there.</summary>
    public void SettleAsAbsent(Guid publicationId, string step)
    {
        lock (_lock)
        {
            _rows[publicationId].Steps.Remove(step);
        }
    }

    /// <summary>Takes an outcome as results would.</summary>
    public void Take(AttemptOutcome outcome)
    {
        lock (_lock)
        {
            if (_rows.TryGetValue(outcome.PublicationId, out var row))
            {
                Store(row, outcome.Fence, outcome.Steps);
                if (row.Fence == outcome.Fence)
                {
                    row.IsLeased = false;
                    row.IsOver = outcome.Result == AttemptResults.Published;
                }
            }
        }
    }

    private ClaimsResponse Claim(ClaimsRequest request)
    {
        lock (_lock)
        {
            Claims.AddRange(request.Claims);
            return new ClaimsResponse([.. request.Claims.Select(Claim)]);
        }
    }

    private ClaimResponse Claim(ClaimRequest claim)
    {
        if (!_rows.TryGetValue(claim.PublicationId, out var row))
        {
            _rows[claim.PublicationId] = row = new Row();
        }

        if (WantsAlone && !claim.IsAlone)
        {
            return new ClaimResponse { ClaimId = claim.ClaimId, Answer = ClaimAnswers.OnlyAlone };
        }

        var isRepeated = row.ClaimId == claim.ClaimId;
        var isOpen = row.Steps.Values.Any(step => step.State is StepStates.Intent or StepStates.Unknown);
        if (!isRepeated && (row.IsOver || row.IsLeased || isOpen || claim.Attempt < row.Attempt))
        {
            return new ClaimResponse { ClaimId = claim.ClaimId, Answer = ClaimAnswers.NotYours };
        }

        if (!isRepeated)
        {
            row.ClaimId = claim.ClaimId;
            row.Attempt = claim.Attempt;
            row.Fence++;
            row.IsLeased = true;
        }

        Intend(row, claim.Intent);
        return new ClaimResponse
        {
            ClaimId = claim.ClaimId,
            Answer = ClaimAnswers.Granted,
            Fence = row.Fence,
            LeaseMilliseconds = LeaseMilliseconds,
            AcceptedSteps = [.. row.Steps.Values.Where(step => step.State == StepStates.Accepted)],
        };
    }

    private StepsResponse Continue(StepsRequest request)
    {
        lock (_lock)
        {
            Steps.AddRange(request.Steps);
            return new StepsResponse([.. request.Steps.Select(step =>
            {
                var row = _rows[step.PublicationId];
                Store(row, step.Fence, step.Completed);
                var isGranted = Grants && row.Fence == step.Fence && row.IsLeased && Intend(row, step.Intent);
                return new StepResponse(step.PublicationId, isGranted, isGranted ? LeaseMilliseconds : 0);
            })]);
        }
    }

    private BeginEditResponse Begin(BeginEditRequest edit)
    {
        lock (_lock)
        {
            return new BeginEditResponse(_edits.Add((edit.RevisionId, edit.Try)));
        }
    }

    private static void Store(Row row, long fence, IReadOnlyList<StepResult> steps)
    {
        foreach (var step in steps.Where(step => fence == row.Fence || step.State == StepStates.Accepted))
        {
            if (row.Steps.GetValueOrDefault(step.Name)?.State != StepStates.Accepted)
            {
                row.Steps[step.Name] = step;
            }
        }
    }

    private static bool Intend(Row row, StepIntent? intent)
    {
        if (intent is null)
        {
            return true;
        }

        switch (row.Steps.GetValueOrDefault(intent.Name)?.State)
        {
            case StepStates.Accepted or StepStates.Unknown:
                return false;
            default:
                row.Steps[intent.Name] = new StepResult { Name = intent.Name, State = StepStates.Intent };
                return true;
        }
    }

    private sealed class Row
    {
        public Guid ClaimId { get; set; }

        public int Attempt { get; set; }

        public long Fence { get; set; }

        public bool IsLeased { get; set; }

        public bool IsOver { get; set; }

        public Dictionary<string, StepResult> Steps { get; } = [];
    }

    private sealed class Handler(LedgerStandIn ledger) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var route = request.RequestUri!.AbsolutePath;
            await ledger.Checkpoint($"before {route}");
            ledger.Requests++;
            if (ledger.Failure() is { } status)
            {
                return new HttpResponseMessage(status);
            }

            var answer = route switch
            {
                "/internal/ledger/claims" => Answer((await request.Content!.ReadFromJsonAsync<ClaimsRequest>(StrictJson.Options, cancellationToken))!),
                "/internal/ledger/edits" => Answer(ledger.Begin((await request.Content!.ReadFromJsonAsync<BeginEditRequest>(StrictJson.Options, cancellationToken))!)),
                _ => Answer(ledger.Continue((await request.Content!.ReadFromJsonAsync<StepsRequest>(StrictJson.Options, cancellationToken))!)),
            };
            await ledger.Checkpoint($"after {route}");
            return answer;
        }

        private HttpResponseMessage Answer(ClaimsRequest request)
            => ledger.FailureOf(request.Claims) is { } status ? new HttpResponseMessage(status) : Answer(ledger.Claim(request));

        private static HttpResponseMessage Answer<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value, options: StrictJson.Options) };
    }
}
