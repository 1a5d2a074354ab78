using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Publishing.Attempts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Publishing.Ledger;

/// <summary>Asks the ledger for many publications in one request, and again for as long as an answer is of use.</summary>
internal sealed partial class LedgerClient : IAsyncDisposable
{
    private const int Most = 100;
    private const int InFlight = 4;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly LedgerApi _api;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly ILogger _logger;
    private readonly Coalescer<Question<ClaimRequest, ClaimResponse>> _claims;
    private readonly Coalescer<Question<StepRequest, StepResponse>> _steps;

    public LedgerClient(LedgerApi api, TimeProvider time, IOptions<PublisherOptions> options, ILogger<LedgerClient> logger)
    {
        _api = api;
        _time = time;
        _patience = options.Value.LedgerPatience;
        _logger = logger;
        _claims = new(Most, Window, InFlight, SendClaimsAsync);
        _steps = new(Most, Window, InFlight, SendStepsAsync);
    }

    /// <exception cref="AttemptEndedException">Results did not answer in time.</exception>
    public Task<ClaimResponse> ClaimAsync(ClaimRequest request) => AskAsync(_claims, request);

    /// <exception cref="AttemptEndedException">Results did not answer in time.</exception>
    public Task<StepResponse> ContinueAsync(StepRequest request) => AskAsync(_steps, request);

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _steps.DisposeAsync();
    }

    private static Task<TAnswer> AskAsync<TRequest, TAnswer>(Coalescer<Question<TRequest, TAnswer>> questions, TRequest request)
    {
        var question = new Question<TRequest, TAnswer>(request);
        questions.Add(question);
        return question.Answer.Task;
    }

    private Task SendClaimsAsync(IReadOnlyList<Question<ClaimRequest, ClaimResponse>> questions)
        => SendAsync(questions, async requests =>
        {
            var answer = await _api.AskAsync<ClaimsRequest, ClaimsResponse>(LedgerApi.Claims, new ClaimsRequest(requests));
            var byId = answer.Claims.ToDictionary(claim => claim.ClaimId);
            return request => byId.GetValueOrDefault(request.ClaimId);
        });

    private Task SendStepsAsync(IReadOnlyList<Question<StepRequest, StepResponse>> questions)
        => SendAsync(questions, async requests =>
        {
            var answer = await _api.AskAsync<StepsRequest, StepsResponse>(LedgerApi.Steps, new StepsRequest(requests));

            // By position within a publication: a late worker of our own may ask for the same one with an older fence.
            var byId = answer.Steps.ToLookup(step => step.PublicationId);
            var asked = requests.ToLookup(step => step.PublicationId);
            return request => byId[request.PublicationId].ElementAtOrDefault(asked[request.PublicationId].TakeWhile(other => !ReferenceEquals(other, request)).Count());
        });

    private async Task SendAsync<TRequest, TAnswer>(
        IReadOnlyList<Question<TRequest, TAnswer>> questions, Func<IReadOnlyList<TRequest>, Task<Func<TRequest, TAnswer?>>> ask)
        where TAnswer : class
    {
        var started = _time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var answers = await ask([.. questions.Select(question => question.Request)]);
                Settle(questions, answers);
                return;
            }
            catch (LedgerRefusedException) when (questions.Count > 1)
            {
                // One of them spoils the batch; alone, it fails alone.
                await Task.WhenAll(questions.Select(question => SendAsync([question], ask)));
                return;
            }
            catch (Exception exception)
            {
                if (_time.GetElapsedTime(started) + pause > _patience)
                {
                    LogUnanswered(questions.Count, exception.GetType().Name);
                    Fail(questions, exception);
                    return;
                }
            }

            await Task.Delay(pause, _time);
        }
    }

    private static void Settle<TRequest, TAnswer>(IReadOnlyList<Question<TRequest, TAnswer>> questions, Func<TRequest, TAnswer?> answers)
        where TAnswer : class
    {
        foreach (var question in questions)
        {
            if (answers(question.Request) is { } answer)
            {
                question.Answer.TrySetResult(answer);
            }
            else
            {
                question.Answer.TrySetException(AttemptEndedException.Unavailable("The ledger left a question out."));
            }
        }
    }

    private static void Fail<TRequest, TAnswer>(IReadOnlyList<Question<TRequest, TAnswer>> questions, Exception cause)
    {
        foreach (var question in questions)
        {
            question.Answer.TrySetException(AttemptEndedException.Unavailable("The ledger did not answer.", cause));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger did not answer {Count} questions in time ({Error}).")]
    private partial void LogUnanswered(int count, string error);

    private sealed record Question<TRequest, TAnswer>(TRequest Request)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
