using System.Net;
using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>The database has no room left, neither for its tables nor for its log, and crashes that way.</summary>
[Category("Long")]
public sealed class FullDiskTests
{
    private const int Megabytes = 640;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private SmallDisk _disk = null!;
    private SuiteUnderTest _suite = null!;
    private SuiteClient _writer = null!;

    private PostgresServer Database => _suite.Processes.Postgres;

    [SetUp]
    public async Task StartAsync()
    {
        var (disk, whyNot) = await SmallDisk.TryCreateAsync(Megabytes);
        if (disk is null)
        {
            Assert.Ignore($"A full disk takes a file system of its own, and this machine lets us mount none: {whyNot}");
            return;
        }

        _disk = disk;
        _suite = await SuiteUnderTest.OnDiskAsync(_disk);
        _writer = await _suite.RegisterAsync();
    }

    [TearDown]
    public async Task EndAsync()
    {
        _writer?.Dispose();
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        if (_disk is not null)
        {
            await _disk.DisposeAsync();
        }
    }

    [Test]
    public async Task Row_36_a_full_disk_is_answered_with_503_and_loses_and_doubles_nothing()
    {
        var refused = new List<string>();
        var round = await Round.RunAsync(_suite, "filling the disk of the database", async random =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000, 3000)), TimeProvider.System);
            _disk.Fill();
            try
            {
                refused.AddRange(await WriteUntilAsync(HttpStatusCode.ServiceUnavailable));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 4000)), TimeProvider.System);
                await Database.KillAsync();
            }
            finally
            {
                await _disk.EmptyAsync();
                await Database.StartAsync(CancellationToken.None);
            }
        });
        refused.AddRange(await WriteUntilAsync(HttpStatusCode.Created));

        Assert.That(refused.Distinct(), Is.EqualTo(new[] { "503 urn:content-multiplier:dependency_unavailable, to be repeated" }));
        Assert.That((await round.JudgeAsync()).Mistakes, Is.Empty);
    }

    /// <summary>What the suite answered that was no success.</summary>
    private async Task<IReadOnlyList<string>> WriteUntilAsync(HttpStatusCode wanted)
    {
        List<string> refused = [];
        var clock = TimeProvider.System;
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < Patience; await Task.Delay(Pause, clock))
        {
            using var answer = await _writer.Http.PostAsJsonAsync(
                "/api/posts", new PostRequest { Content = new string('x', 2000) }, PublicJson.Options);
            if (!answer.IsSuccessStatusCode)
            {
                refused.Add(await TellAsync(answer));
            }

            if (answer.StatusCode == wanted)
            {
                return refused;
            }
        }

        Assert.Fail($"Nothing was answered with {(int)wanted}, but: {string.Join("; ", refused.Distinct())}");
        return refused;
    }

    private static async Task<string> TellAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        return $"{(int)answer.StatusCode} {problem!["type"]}{(answer.Headers.RetryAfter is null ? "" : ", to be repeated")}";
    }
}
