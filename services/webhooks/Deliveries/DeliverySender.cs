using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.ServiceDefaults.Http;
using ContentMultiplier.Webhooks.Endpoints;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Webhooks.Deliveries;

/// <summary>
/// Calls a receiver: signed, without redirects or proxy, at a vetted address, for no longer than the time-out, and reading no more of
/// the answer than is kept. Whatever happens is an outcome.
/// </summary>
internal sealed class DeliverySender : IDisposable
{
    public const int MostOfResponse = 16 * 1024;
    public const string UserAgent = "Content-Multiplier-Webhooks/1.0";

    private readonly SecretBox _secrets;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _http;

    public DeliverySender(IServiceProvider services, SecretBox secrets, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        _secrets = secrets;
        _clock = clock;
        _timeout = options.Value.Timeout;

        // Connections to one host have no limit of their own: endpoints that hang would hold up others there.
        var handler = EgressGuard.Handler(services);
        handler.MaxResponseDrainSize = 0;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Task<SendOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken) =>
        SendAsync(delivery.Target, Payload.IdOf(delivery.Event.Id), Payload.Of(delivery.Event, delivery.Target.Payload), cancellationToken);

    public async Task<SendOutcome> SendAsync(Target target, string id, byte[] body, CancellationToken cancellationToken)
    {
        var (sentAt, started) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        var (answer, problem) = (new Answer(), (string?)null);
        using var limit = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = Compose(target, id, sentAt, body);
            await answer.ReadAsync(_http, request, either.Token);
            problem = answer.StatusCode switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => "redirect",
                _ => "status",
            };
        }
        catch (Exception exception) when (ProblemOf(exception) is { } found)
        {
            // Once the receiver has said yes, it does not matter how it ends.
            problem = answer.StatusCode is >= 200 and < 300 ? null : found;
        }

        return new SendOutcome(
            sentAt, _clock.GetElapsedTime(started), answer.StatusCode, problem, answer.Text, answer.IsCut,
            answer.RetryAfter is { } wait ? WaitOf(wait) : null);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Compose(Target target, string id, DateTimeOffset sentAt, byte[] body)
    {
        var timestamp = sentAt.ToUnixTimeSeconds();
        var secrets = target.Secrets.Select(sealedSecret => _secrets.Open(sealedSecret, target.WorkspaceId, target.EndpointId));
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("User-Agent", UserAgent);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Signature.Of(secrets, id, timestamp, body));
        foreach (var (name, value) in _secrets.OpenHeaders(target))
        {
            if (HeaderRules.ProblemWith(name, value) is not null)
            {
                throw new FormatException("A stored header breaks the rules.");
            }

            request.Headers.Add(name, value);
        }

        return request;
    }

    private TimeSpan WaitOf(RetryConditionHeaderValue header)
    {
        var wait = header.Delta ?? header.Date - _clock.GetUtcNow() ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <returns>Null for a defect of ours.</returns>
    private static string? ProblemOf(Exception exception) => exception switch
    {
        OperationCanceledException => "timeout",
        CryptographicException => "secret_unreadable",
        FormatException => "header_refused",
        _ when Causes(exception).Any(cause => cause is EgressDeniedException) => "egress_denied",
        _ when Causes(exception).Any(cause => cause is AuthenticationException) => "tls_failed",
        _ when Causes(exception).OfType<SocketException>().Any(cause =>
            cause.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain) => "name_not_found",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => "invalid_answer",
        HttpRequestException or IOException or SocketException => "connection_failed",
        _ => null,
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    /// <summary>As much of an answer as came.</summary>
    private sealed class Answer
    {
        private readonly byte[] _bytes = new byte[MostOfResponse + 1];
        private int _length;

        public int? StatusCode { get; private set; }
        public RetryConditionHeaderValue? RetryAfter { get; private set; }
        public bool IsCut => _length > MostOfResponse;

        /// <summary>What the database can keep of it.</summary>
        public string? Text => StatusCode is null
            ? null
            : Encoding.UTF8.GetString(_bytes, 0, Math.Min(_length, MostOfResponse)).Replace('\0', '\uFFFD');

        public async Task ReadAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            StatusCode = (int)response.StatusCode;
            RetryAfter = response.Headers.RetryAfter;
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int read;
            while (_length < _bytes.Length && (read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken)) > 0)
            {
                _length += read;
            }
        }
    }
}
