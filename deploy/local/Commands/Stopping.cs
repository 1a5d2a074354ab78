using System.Runtime.InteropServices;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Commands;

/// <summary>Ctrl-C, SIGTERM and SIGHUP ask to stop.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Stopping()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Returns when asked to stop, or when the process <paramref name="whileAlive"/> has ended.</summary>
    public static async Task WaitAsync(int? whileAlive, CancellationToken stop)
    {
        var user = whileAlive is { } pid ? ProcessIdentity.Of(pid) : null;
        try
        {
            while (whileAlive is null || user is { IsAlive: true })
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The other way to end.
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }
}
