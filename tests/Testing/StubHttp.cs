using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace ContentMultiplier.Testing;

/// <summary>Stands at the far end of an HttpClient: keeps every request, with its body, and answers as it was told.</summary>
public sealed class StubHttp : HttpMessageHandler
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>>> _next = new();
    private Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>> _otherwise =
        static (request, _) => throw new InvalidOperationException($"No answer was prepared for {request.Method} {request.Uri}.");

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public HttpClient Client(string baseAddress = "https://stub.example") => new(this, disposeHandler: false) { BaseAddress = new Uri(baseAddress) };

    /// <summary>Answers the next request that has no answer yet; answers are used in order.</summary>
    public StubHttp Next(HttpStatusCode status, string json = "{}", params (string Name, string Value)[] headers) =>
        Next((_, _) => Task.FromResult(Answer(status, json, headers)));

    public StubHttp Next(Exception failure) => Next((_, _) => Task.FromException<HttpResponseMessage>(failure));

    public StubHttp Next(Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _next.Enqueue(answer);
        return this;
    }

    /// <summary>Answers every request that nothing else was prepared for.</summary>
    public StubHttp Always(Func<RecordedRequest, HttpResponseMessage> answer)
    {
        _otherwise = (request, _) => Task.FromResult(answer(request));
        return this;
    }

    public static HttpResponseMessage Answer(HttpStatusCode status, string json = "{}", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var recorded = await RecordedRequest.OfAsync(request, cancellationToken);
        _requests.Enqueue(recorded);

        var answer = _next.TryDequeue(out var prepared) ? prepared : _otherwise;
        var response = await answer(recorded, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
