using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>
/// Sends posts at fixed moments, whether or not the answers to the ones before have come, and measures each from the moment it should
/// have been sent: a suite that stalls is charged for everybody who would have waited.
/// </summary>
internal sealed class OpenLoop : IDisposable
{
    private const string Filler = "A post of ordinary length that says in one or two sentences what a newsroom would want to say about its day.";

    private readonly Tenants _tenants;
    private readonly TimeProvider _clock;
    private readonly Uri _publish;
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1000,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private int _loads;

    public OpenLoop(Uri gateway, Tenants tenants, TimeProvider clock)
    {
        _tenants = tenants;
        _clock = clock;
        _publish = new Uri(gateway, "/api/publishing/publish");
    }

    /// <param name="due">When a post sent at that moment is due; null publishes at once.</param>
    public async Task<PostTimes> RunAsync(
        double rate, TimeSpan duration, Func<DateTimeOffset, DateTimeOffset>? due, CancellationToken cancellationToken)
    {
        var times = new PostTimes($"load{++_loads}", Math.Max(1, (int)(rate * duration.TotalSeconds)));
        var tasks = new Task[times.Count];
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own: the pool is busy with answers when the load is high.
        var pacer = new Thread(() =>
        {
            Pace(times, tasks, rate, due, cancellationToken);
            finished.SetResult();
        }) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        pacer.Start();
        await finished.Task;
        await Task.WhenAll(tasks.Where(task => task is not null));
        cancellationToken.ThrowIfCancellationRequested();
        return times;
    }

    public void Dispose() => _http.Dispose();

    private void Pace(
        PostTimes times, Task[] tasks, double rate, Func<DateTimeOffset, DateTimeOffset>? due, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        times.StartedAt = _clock.GetUtcNow();
        for (var post = 0; post < times.Count;)
        {
            var elapsed = _clock.GetElapsedTime(start).TotalSeconds;
            for (; post < times.Count && post / rate <= elapsed; post++)
            {
                var intended = start + (long)(post / rate * _clock.TimestampFrequency);
                times.DueAt[post] = due?.Invoke(times.StartedAt.AddSeconds(post / rate));
                tasks[post] = SendAsync(times, post, intended);
            }

            if (cancellationToken.WaitHandle.WaitOne(1))
            {
                return;
            }
        }
    }

    private async Task SendAsync(PostTimes times, int post, long intended)
    {
        times.Lag[post] = _clock.GetElapsedTime(intended).TotalMilliseconds;
        var tenant = _tenants.Of(post);
        using var request = new HttpRequestMessage(HttpMethod.Post, _publish) { Content = Body(times, post, tenant) };
        request.Headers.Authorization = tenant.Key;
        try
        {
            using var answer = await _http.SendAsync(request);
            times.Accepted[post] = answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            times.Unanswered[post] = true;
        }

        times.AnsweredAt[post] = _clock.GetUtcNow();
        times.Api[post] = _clock.GetElapsedTime(intended).TotalMilliseconds;
    }

    private static ByteArrayContent Body(PostTimes times, int post, Tenant tenant)
    {
        var when = times.DueAt[post] is { } due
            ? string.Create(CultureInfo.InvariantCulture, $$""","mode":"scheduled","scheduled_at":"{{due:yyyy-MM-ddTHH:mm:ss.ffffffZ}}" """)
            : "";
        var targets = string.Join(',', tenant.Targets.Select(account => $$"""{"account_id":"{{account}}"}"""));
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"post":{"content":"{{times.Name}} {{post}} {{Filler}}"},"targets":[{{targets}}]{{when}}}""");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
