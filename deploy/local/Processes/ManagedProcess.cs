using System.Diagnostics;

namespace ContentMultiplier.Local.Processes;

/// <summary>
/// One child process: started in its own session (so that Ctrl-C reaches only the supervisor, which stops things in order),
/// its output logged, started again with backoff when it dies unasked.
/// </summary>
public sealed class ManagedProcess(ProcessSpec spec, LogFile log, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(60);
    private static readonly string? SetSid = ShellCommand.Find("setsid");

    // They name the servers with their administrators: the processes get their own users instead.
    private static readonly string[] WithheldVariables = ["POSTGRES_URL", "RABBITMQ_URL", "RABBITMQ_MANAGEMENT_URL"];

    private readonly Lock _gate = new();
    private Process? _process;
    private TaskCompletionSource<int> _exit = Exited(0);
    private CancellationTokenSource _restart = new();
    private TimeSpan _delay = FirstDelay;
    private long _startedAt;
    private bool _wanted;

    /// <summary>Called after each start and each end.</summary>
    public Action? Changed { get; set; }

    public string Name => spec.Name;

    public LogFile Log => log;

    /// <summary>Whether it is started again when it dies by itself.</summary>
    public bool Supervised { get; set; }

    public bool IsRunning => !_exit.Task.IsCompleted;

    public int Pid => IsRunning && _process is { } process ? process.Id : 0;

    public Task<int> Exit => _exit.Task;

    /// <param name="once">Settings added for this one start: when it is started again, it is as it ever was.</param>
    public void Start(IReadOnlyDictionary<string, string>? once = null)
    {
        lock (_gate)
        {
            if (IsRunning)
            {
                return;
            }

            _wanted = true;
            _restart = new CancellationTokenSource();
            Launch(once);
        }

        Changed?.Invoke();
    }

    public void Signal(int signal)
    {
        if (Pid is > 0 and var pid)
        {
            Signals.Send(pid, signal);
        }
    }

    /// <summary>Asks it to end, and kills it when it has not done so in time.</summary>
    public async Task StopAsync(TimeSpan grace, int? signal = null)
    {
        await GiveUpAsync();
        Signal(Signals.Continue);
        Signal(signal ?? spec.StopSignal);

        try
        {
            await _exit.Task.WaitAsync(grace, clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            log.Write($"did not end within {grace.TotalSeconds:0} s, killing it");
            await KillAsync();
        }
    }

    /// <summary>Ends it without warning; it stays down until <see cref="Start"/>.</summary>
    public async Task KillAsync()
    {
        await GiveUpAsync();
        Signal(Signals.Kill);
        await _exit.Task;
    }

    /// <summary>Ends it without warning, as a crash would; supervision starts it again.</summary>
    public async Task CrashAsync()
    {
        var exit = _exit.Task;
        Signal(Signals.Kill);
        await exit;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _restart.Dispose();
        log.Dispose();
    }

    private static TaskCompletionSource<int> Exited(int code)
    {
        var source = new TaskCompletionSource<int>();
        source.SetResult(code);
        return source;
    }

    private async Task GiveUpAsync()
    {
        CancellationTokenSource restart;
        lock (_gate)
        {
            _wanted = false;
            restart = _restart;
        }

        await restart.CancelAsync();
    }

    private void Launch(IReadOnlyDictionary<string, string>? once = null)
    {
        var arguments = SetSid is null ? spec.Arguments : [spec.File, .. spec.Arguments];
        var start = new ProcessStartInfo(SetSid ?? spec.File, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingFolder ?? Repository.Root,
        };
        foreach (var name in WithheldVariables)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in spec.Environment.Concat(once ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        var exit = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => log.Write(line.Data);
        process.ErrorDataReceived += (_, line) => log.Write(line.Data);
        process.Exited += (_, _) => OnExited(process, exit);

        _process = process;
        _exit = exit;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _startedAt = clock.GetTimestamp();
    }

    private void OnExited(Process process, TaskCompletionSource<int> exit)
    {
        log.Write($"ended with code {process.ExitCode}");
        exit.TrySetResult(process.ExitCode);
        Changed?.Invoke();

        bool again;
        lock (_gate)
        {
            again = Supervised && _wanted;
        }

        if (again)
        {
            _ = StartAgainAsync(_restart.Token);
        }
    }

    private async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _delay = clock.GetElapsedTime(_startedAt) > StableAfter ? FirstDelay : _delay;
        log.Write($"starting again in {_delay.TotalSeconds:0.0} s");

        try
        {
            await Task.Delay(_delay, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, LongestDelay.Ticks));
        lock (_gate)
        {
            if (!_wanted || IsRunning)
            {
                return;
            }

            Launch();
        }

        Changed?.Invoke();
    }
}
