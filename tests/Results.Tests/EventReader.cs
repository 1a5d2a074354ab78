using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace ContentMultiplier.Results.Tests;

/// <summary>A client of a stream of events; heartbeats are skipped unless they are asked for.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        Parser = SseParser.Create(stream);
        _events = Parser.EnumerateAsync().GetAsyncEnumerator();
    }

    private SseParser<string> Parser { get; }

    public string LastId => Parser.LastEventId;

    public static Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
    }

    public static async Task<EventReader> OpenAsync(HttpClient client, string path, string? lastId = null)
    {
        var response = await AskAsync(client, path, lastId);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <returns>The type and the data; null at the end of the stream.</returns>
    public async Task<(string Type, JsonElement Data)?> NextAsync(bool heartbeats = false)
    {
        while (await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
        {
            if (heartbeats || _events.Current.EventType != "heartbeat")
            {
                return (_events.Current.EventType, JsonDocument.Parse(_events.Current.Data).RootElement);
            }
        }

        return null;
    }

    /// <summary>Reads on until the publication stands there.</summary>
    public async Task<JsonElement> UntilAsync(Guid publicationId, string status)
    {
        while (await NextAsync() is var (type, data))
        {
            if (type == "publication" && IdOf(data) == publicationId && data.GetProperty("publication").GetProperty("status").GetString() == status)
            {
                return data;
            }
        }

        throw new InvalidOperationException("The stream ended before.");
    }

    public static Guid IdOf(JsonElement data) => data.GetProperty("publication").GetProperty("publication_id").GetGuid();

    public async ValueTask DisposeAsync()
    {
        // The response first: the reading that may be under way ends with it.
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (Exception broken) when (broken is IOException or NotSupportedException or OperationCanceledException)
        {
        }
    }
}
