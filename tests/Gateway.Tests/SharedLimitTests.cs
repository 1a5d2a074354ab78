using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>Two gateways as processes of their own on one database: what a caller gets is one limit, not two.</summary>
public sealed class SharedLimitTests
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly List<Process> _processes = [];
    private TestDatabase _keyRing = null!;
    private StubService _auth = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _keyRing = await TestDatabase.CreateKeyRingAsync();
        _auth = await StubService.StartAsync("auth", TimeProvider.System, new KeyRingInMemory());
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _processes.Clear();
        await _auth.DisposeAsync();
        await _keyRing.DisposeAsync();
    }

    [Test]
    public async Task Row_68_sign_ins_at_two_gateways_are_counted_together()
    {
        using var one = await StartGatewayAsync();
        using var other = await StartGatewayAsync();

        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => SignInAsync(i % 2 == 0 ? one : other)));
        var most = MostAfter(clock.Elapsed);

        var passed = answers.Count(answer => answer.Status == HttpStatusCode.OK);
        Assert.Multiple(() =>
        {
            Assert.That(passed, Is.InRange(30, most));
            Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.RetryAfter), Is.All.InRange(1, 3));
            Assert.That(answers.Select(answer => answer.Limit), Is.All.EqualTo("30"));
        });
    }

    [Test]
    public async Task Busy_caller_gets_its_rate_and_never_more_in_sum()
    {
        string[] limits = ["RateLimits__Default__Permits=50", "RateLimits__Default__Window=00:00:01", "RateLimits__Default__Burst=200"];
        using var one = await StartGatewayAsync(limits);
        using var other = await StartGatewayAsync(limits);
        var passed = new ConcurrentQueue<TimeSpan>();
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            while (clock.Elapsed < TimeSpan.FromSeconds(5))
            {
                using var answer = await (i % 2 == 0 ? one : other).PostAsync(new Uri("/api/auth/refresh", UriKind.Relative), null);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    passed.Enqueue(clock.Elapsed);
                }
            }
        }));

        var most = 200 + (50 * clock.Elapsed.TotalSeconds);
        Assert.That(passed, Has.Count.InRange((int)(most * 0.6), (int)Math.Ceiling(most)));
    }

    [Test]
    public async Task Without_the_database_each_gateway_limits_by_itself()
    {
        using var gateway = await StartGatewayAsync();
        using var before = await PostAsync(gateway);
        await _keyRing.ExecuteAsync("alter table rate_buckets rename to hidden");

        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => SignInAsync(gateway)));
        var most = MostAfter(clock.Elapsed);

        Assert.Multiple(() =>
        {
            Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.InRange(29, most));
        });
    }

    /// <summary>Half a token a second comes back while they run.</summary>
    private static int MostAfter(TimeSpan elapsed) => 30 + (int)Math.Ceiling(elapsed.TotalSeconds / 2) + 1;

    private static async Task<Answer> SignInAsync(HttpClient gateway)
    {
        using var answer = await PostAsync(gateway);
        return new Answer(
            answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, answer.Headers.GetValues("RateLimit-Limit").Single());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient gateway) => gateway.PostAsync(new Uri("/api/auth/login", UriKind.Relative), null);

    private async Task<HttpClient> StartGatewayAsync(params string[] settings)
    {
        var port = Local.Ports.Free();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayApplication).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        string[] all =
        [
            $"ASPNETCORE_URLS={address}",
            $"ConnectionStrings__KeyRing={_keyRing.ConnectionString}",
            $"KeyRing__Key={Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])}",
            $"ReverseProxy__Clusters__auth__Destinations__default__Address={_auth.Address}",

            // A gateway that finds its database slow limits by itself, which on a busy machine is not what is asked here.
            "RateLimits__SharedPatience=00:00:30",
            .. settings,
        ];
        foreach (var setting in all)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..at]] = setting[(at + 1)..];
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        _processes.Add(process);
        var http = new HttpClient { BaseAddress = new Uri(address) };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var live = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
                    return live.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartDeadline);
        return http;
    }

    private sealed record Answer(HttpStatusCode Status, double RetryAfter, string Limit);
}
