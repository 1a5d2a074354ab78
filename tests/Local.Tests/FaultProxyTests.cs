using System.Net;
using System.Net.Sockets;
using System.Text;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Local.Tests;

/// <summary>The tests of faults believe what the proxy does, so it is tested itself.</summary>
public sealed class FaultProxyTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private EchoServer _server = null!;
    private FaultProxy _proxy = null!;

    [SetUp]
    public void Start()
    {
        _server = new EchoServer();
        _proxy = new FaultProxy("127.0.0.1", _server.Port);
    }

    [TearDown]
    public async Task Stop()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Without_a_fault_everything_passes_both_ways()
    {
        var large = new string('x', 300_000);

        Assert.That(await TalkAsync(large), Is.EqualTo(large));
        Assert.That(_proxy.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_delayed_or_slow_arrives_later_and_whole()
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        _proxy.Fault = new Fault { Delay = TimeSpan.FromMilliseconds(100), AnswerBytesPerSecond = 50 };

        Assert.That(await TalkAsync("a slow one"), Is.EqualTo("a slow one"));
        Assert.That(clock.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromMilliseconds(300)));
    }

    [Test]
    public async Task In_a_black_hole_nothing_passes_until_it_ends()
    {
        _proxy.Fault = Fault.BlackHole;
        var talk = TalkAsync("anybody there?");
        await Eventually.BecomesTrueAsync(() => _proxy.Connections == 1, Deadline);

        Assert.That(_server.Received, Is.Empty);
        _proxy.Fault = Fault.None;

        Assert.That(await talk, Is.EqualTo("anybody there?"));
    }

    [Test]
    public async Task A_black_hole_may_swallow_answers_alone()
    {
        _proxy.Fault = new Fault { Held = Flow.Answer };
        var talk = TalkAsync("heard");
        await Eventually.BecomesTrueAsync(() => _server.Received == "heard", Deadline);

        Assert.That(talk.IsCompleted, Is.False);
        _proxy.Fault = Fault.None;

        Assert.That(await talk, Is.EqualTo("heard"));
    }

    [Test]
    public async Task A_request_is_reset_after_so_many_bytes()
    {
        _proxy.Fault = new Fault { ResetAfterRequest = 5 };

        Assert.That(() => TalkAsync("hello, world"), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
        await Eventually.BecomesTrueAsync(() => _server.Ended == 1, Deadline);
        Assert.That(_server.Received, Is.EqualTo("hello").Or.EqualTo(""));
    }

    [Test]
    public void An_answer_is_reset_after_so_many_bytes()
    {
        _proxy.Fault = new Fault { ResetAfterAnswer = 5 };

        Assert.That(() => TalkAsync("hello, world"), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
    }

    [Test]
    public async Task An_answer_that_ends_early_leaves_the_other_way_open()
    {
        _proxy.Fault = new Fault { EndAnswerAfter = 5 };
        using var client = await ConnectAsync();
        await client.SendAsync("hello, world"u8.ToArray());

        Assert.That(await ReadAsync(client), Is.EqualTo("hello"));
        await client.SendAsync("!"u8.ToArray());

        await Eventually.BecomesTrueAsync(() => _server.Received == "hello, world!", Deadline);
    }

    [Test]
    public async Task Headers_pass_without_their_body()
    {
        const string Headers = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        _proxy.Fault = new Fault { CutAfterHeaders = true };

        Assert.That(await TalkAsync(Headers + "hello"), Is.EqualTo(Headers));
    }

    [Test]
    public async Task The_answer_to_certain_words_is_lost_although_the_server_heard_them()
    {
        _proxy.Fault = new Fault { LoseAnswerTo = "COMMIT"u8.ToArray() };

        Assert.That(() => TalkAsync("begin; COMMIT;"), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
        Assert.That(_server.Received, Is.EqualTo("begin; COMMIT;"));
        Assert.That(_proxy.LostAnswers, Is.EqualTo(1));
        Assert.That(await TalkAsync("begin;"), Is.EqualTo("begin;"));
    }

    [Test]
    public async Task Whoever_is_down_cuts_off_those_that_are_there_and_those_that_come()
    {
        using var there = await ConnectAsync();
        await there.SendAsync("a"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => _server.Received == "a", Deadline);

        _proxy.Fault = Fault.Down;

        Assert.That(() => ReadAsync(there), Throws.InstanceOf<SocketException>());
        Assert.That(() => TalkAsync("b"), Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());
        _proxy.Fault = Fault.None;
        Assert.That(await TalkAsync("c"), Is.EqualTo("c"));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    /// <summary>Says it, says that this was all, and hears the answer to its end.</summary>
    private async Task<string> TalkAsync(string words)
    {
        using var client = await ConnectAsync();
        var reading = ReadAsync(client);
        var bytes = Encoding.ASCII.GetBytes(words);
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await client.SendAsync(bytes.AsMemory(sent));
        }

        client.Shutdown(SocketShutdown.Send);
        return await reading;
    }

    private static async Task<string> ReadAsync(Socket client)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer) is > 0 and var count)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }
}
