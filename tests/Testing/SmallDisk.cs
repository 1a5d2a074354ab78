using System.Diagnostics;
using System.Globalization;
using ContentMultiplier.Local;

namespace ContentMultiplier.Testing;

/// <summary>
/// A small file system in memory that can be filled to the last byte. It is gone when this process is, however that ends: the one who
/// mounted it reads from here until there is nobody to read from.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Filler = "filler";

    private const string Mount = """
        set -e
        mount -t tmpfs -o size="$2"m,mode=0755 tmpfs "$1"
        trap 'umount --lazy "$1"' EXIT
        echo $$
        cat > /dev/null
        """;

    // Who is not root may mount in a view of the file system of its own, which others see through its process.
    private static readonly string[] OwnView = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"];

    private readonly Process _keeper;
    private readonly string _mountPoint;
    private CancellationTokenSource? _filling;
    private Task _filler = Task.CompletedTask;

    private SmallDisk(Process keeper, string mountPoint, string folder)
    {
        _keeper = keeper;
        _mountPoint = mountPoint;
        Folder = folder;
    }

    public string Folder { get; }

    private string FillerFile => Path.Combine(Folder, Filler);

    /// <summary>None, and why, where this machine lets nobody like us mount anything.</summary>
    public static async Task<(SmallDisk? Disk, string WhyNot)> TryCreateAsync(int megabytes)
    {
        var mountPoint = Path.Combine(Repository.DataFolder, "test", "disk-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(mountPoint);
        var isRoot = Environment.IsPrivilegedProcess;
        string[] size = [mountPoint, megabytes.ToString(CultureInfo.InvariantCulture)];
        string[] command = [.. isRoot ? [] : OwnView, "sh", "-c", Mount, "sh", .. size];

        // A session of its own: whoever ends this run by its group leaves it to clean up.
        var start = new ProcessStartInfo("setsid", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var keeper = Process.Start(start)!;
        if (await keeper.StandardOutput.ReadLineAsync() is { Length: > 0 } pid)
        {
            return (new(keeper, mountPoint, isRoot ? mountPoint : $"/proc/{pid}/root{mountPoint}"), "");
        }

        var whyNot = await keeper.StandardError.ReadToEndAsync();
        keeper.Dispose();
        Directory.Delete(mountPoint);
        return (null, whyNot.Trim());
    }

    /// <summary>Takes all the room there is, and what others give back, until <see cref="EmptyAsync"/>.</summary>
    public void Fill()
    {
        _filling = new CancellationTokenSource();
        _filler = FillAsync(_filling.Token);
    }

    public async Task EmptyAsync()
    {
        if (_filling is null)
        {
            return;
        }

        await _filling.CancelAsync();
        await _filler.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _filling.Dispose();
        _filling = null;
        File.Delete(FillerFile);
    }

    public async ValueTask DisposeAsync()
    {
        await EmptyAsync();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        Directory.Delete(_mountPoint);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var page = new byte[4096];
        await using var file = new FileStream(FillerFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        while (true)
        {
            try
            {
                await file.WriteAsync(page, cancellationToken);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }
}
