using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>Live status as a user has it: through the gateway, from a real publication, until the sign-in ends.</summary>
public sealed class LiveTests
{
    [Test]
    public async Task A_post_is_followed_through_the_gateway_from_its_plan_to_its_end()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        using var user = await suite.RegisterAsync();
        var account = await user.ConnectDiscordAsync();
        var planned = await user.PublishAsync(new()
        {
            Post = new() { Content = Publisher.NewText("Followed live") },
            Targets = [new() { AccountId = account.Id }],
            Mode = "scheduled",
            ScheduledAt = TimeProvider.System.GetUtcNow().AddSeconds(10),
        });

        using var response = await OpenAsync(user.Http, $"/api/publishing/events/{planned.PostId}");
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        List<string> told = [];
        JsonElement last = default;
        await foreach (var item in EventsOf(response))
        {
            last = JsonDocument.Parse(item.Data).RootElement;
            told.Add(item.EventType);
        }

        Assert.Multiple(() =>
        {
            Assert.That(told[0], Is.EqualTo("status"));
            Assert.That(told, Does.Contain("publication"));
            Assert.That(told[^1], Is.EqualTo("complete"));
            Assert.That(last.GetProperty("status").GetString(), Is.EqualTo("published"));
            Assert.That(last.GetProperty("publications")[0].GetProperty("external_id").GetString(), Is.Not.Empty);
        });
    }

    [Test]
    public async Task A_stream_ends_with_the_sign_in_that_opened_it()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        using var response = await OpenAsync(user.Http, "/api/publishing/events");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync().WaitAsync(Publisher.Patience), Is.EqualTo("event: ready"));

        await user.Http.CallAsync(HttpMethod.Post, "/api/auth/logout-all");

        await ReadToEndAsync(reader).WaitAsync(Publisher.Patience);
        using var again = await OpenAsync(user.Http, "/api/publishing/events");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient http, string path) =>
        http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    private static async IAsyncEnumerable<SseItem<string>> EventsOf(HttpResponseMessage response)
    {
        using var limit = new CancellationTokenSource(Publisher.Patience);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token))
        {
            yield return item;
        }
    }

    /// <summary>Broken off or ended: either is the end.</summary>
    private static async Task ReadToEndAsync(StreamReader reader)
    {
        try
        {
            await reader.ReadToEndAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
        }
    }
}
