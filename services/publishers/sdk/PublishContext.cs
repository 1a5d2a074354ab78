using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Media;

namespace ContentMultiplier.Publishing;

/// <summary>One publication, as its publisher sees it.</summary>
public sealed class PublishContext
{
    /// <summary>Fewer than results has of failures.</summary>
    private const int MostAdditionTries = 3;

    /// <summary>Longer than results waits after a second failure.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly PublishPost _message;
    private readonly AttemptSteps _steps;
    private readonly CredentialLeases _leases;
    private readonly TimeProvider _time;

    internal PublishContext(
        PublishPost message,
        string contentType,
        AccountCredential credential,
        AttemptSteps steps,
        CredentialLeases leases,
        MediaSource media,
        TimeProvider time)
    {
        _message = message;
        _steps = steps;
        _leases = leases;
        _time = time;
        ContentType = contentType;
        Credential = credential;
        Media = media;
        Texts = message.Content.Parts.Count > 0 ? message.Content.Parts : [message.Content.Text];
    }

    public Guid PublicationId => _message.PublicationId;

    public PostContent Content => _message.Content;

    /// <summary>One of the announced content types.</summary>
    public string ContentType { get; }

    /// <summary>The parts of a thread, or the single text.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The platform's own options, as its schema describes them.</summary>
    public JsonElement? Options => _message.Options;

    /// <summary>Read the token inside the call that needs it; it may be another one the next time.</summary>
    public AccountCredential Credential { get; }

    public MediaSource Media { get; }

    /// <summary>The options as a record with snake_case members; its defaults where there are none.</summary>
    public T OptionsAs<T>()
        where T : new()
        => PlatformOptions.Read<T>(Options);

    /// <summary>
    /// Makes a call that must not happen twice. Results is told before it leaves; after a crash or on another attempt a
    /// call that was accepted is answered from there, and one whose answer was lost is never made again.
    /// </summary>
    /// <param name="step">Names the call within the publication, such as <c>message</c> or <c>part-2</c>.</param>
    /// <param name="call">One request to the platform, with the token it is given. Its answer is stored as JSON.</param>
    /// <param name="cancellationToken">Heeded until the call is announced.</param>
    /// <param name="fingerprint">What the reconciler recognizes the content by.</param>
    /// <param name="externalId">The platform's id in the answer; an answer without one counts as lost.</param>
    public Task<T> OnceAsync<T>(
        string step,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken,
        string? fingerprint = null,
        Func<T, string>? externalId = null)
        => _steps.RunAsync(new Step<T>(step, call, fingerprint, externalId), RefreshCredentialAsync, cancellationToken);

    /// <summary>
    /// Makes a call that goes with a post which stands already, such as its first comment: once, as <see cref="OnceAsync{T}"/> does, and after the
    /// step of the post. A refusal is no failure of the publication. Where it may pass, another attempt or two makes the call again, and nothing of the post.
    /// Results is told of the post before the call leaves: whatever becomes of that, the publication ends as published.
    /// </summary>
    /// <param name="post">What stands.</param>
    /// <param name="step">Names the call within the publication, with a word that people read.</param>
    /// <param name="what">For people: what it makes, such as <c>The first comment</c>.</param>
    /// <param name="call">One request to the platform, with the token it is given.</param>
    /// <param name="cancellationToken">Heeded until the call is announced.</param>
    /// <param name="fingerprint">What the reconciler recognizes it by.</param>
    /// <param name="externalId">The platform's id in the answer; an answer without one counts as lost.</param>
    /// <returns>Null when it is there; else why it is not, for <see cref="PublishedPost.Note"/>.</returns>
    public async Task<string?> AddAsync<T>(
        PublishedPost post,
        string step,
        string what,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken,
        string? fingerprint = null,
        Func<T, string>? externalId = null)
    {
        try
        {
            await _steps.RunAsync(new Step<T>(step, call, fingerprint, externalId, post), RefreshCredentialAsync, cancellationToken);
            return null;
        }
        catch (PlatformRefusedException refusal) when (!refusal.IsRetryable || !MayComeBack(refusal))
        {
            return $"The post stands. {what} was refused: {refusal.Message}" + (refusal.Action is { } action ? $" {action}" : "");
        }
    }

    /// <summary>
    /// Does what may be repeated without anybody seeing it, such as an upload. Once it is finished it is not done again,
    /// after a crash or on another attempt: its answer comes from the ledger.
    /// </summary>
    /// <param name="name">Names the work within the publication, such as <c>image-2</c>; no step has the same name.</param>
    /// <param name="work">Any number of requests. Its answer is stored as JSON.</param>
    /// <param name="cancellationToken">The publisher's.</param>
    public Task<T> PrepareAsync<T>(string name, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => _steps.PrepareAsync(name, work, cancellationToken);

    /// <summary>
    /// Asks the platform, for some seconds, until what it works on is ready. When it is not by then the attempt ends, and
    /// the next one comes back for it: waiting is the scheduler's.
    /// </summary>
    /// <param name="ask">One read; null while it is not ready.</param>
    /// <param name="waitingFor">For people: what is waited for.</param>
    /// <param name="cancellationToken">The publisher's.</param>
    public Task<T> UntilReadyAsync<T>(Func<CancellationToken, Task<T?>> ask, string waitingFor, CancellationToken cancellationToken)
        where T : class
        => _steps.HoldAsync(ct => Patience.UntilAsync(ask, waitingFor, _time, ct), cancellationToken);

    /// <summary>Only while another attempt is sure to come: this one says best what the platform said.</summary>
    private bool MayComeBack(PlatformRefusedException refusal)
    {
        var now = _time.GetUtcNow();
        var next = refusal.RetryNotBefore is { } named && named > now + LongestPause ? named : now + LongestPause;
        return _message.Attempt < MostAdditionTries && next < _message.NotAfter;
    }

    internal Task<bool> RefreshCredentialAsync()
        => _leases.RefreshAsync(_message.AccountId, _message.WorkspaceId, Credential);
}
