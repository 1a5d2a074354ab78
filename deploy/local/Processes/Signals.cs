using System.Runtime.InteropServices;

namespace ContentMultiplier.Local.Processes;

/// <summary>POSIX signals that <see cref="System.Diagnostics.Process"/> cannot send.</summary>
public static partial class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static int Continue { get; } = OperatingSystem.IsMacOS() ? 19 : 18;

    public static int Stop { get; } = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <returns>False when there is no such process any more.</returns>
    public static bool Send(int pid, int signal) => SendToProcess(pid, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendToProcess(int pid, int signal);
}
