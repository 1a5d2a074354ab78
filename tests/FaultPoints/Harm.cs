using System.Runtime.InteropServices;

namespace ContentMultiplier.FaultPoints;

/// <summary>What a process does to itself.</summary>
internal static partial class Harm
{
    private const int Kill = 9;

    private static int Stop { get; } = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <param name="name"><c>die</c> is SIGKILL, <c>stop</c> SIGSTOP, <c>throw</c> an exception out of the place itself.</param>
    /// <exception cref="FormatException">There is no such action.</exception>
    public static Action Of(string name) => name switch
    {
        "die" => () => Signal(Kill),
        "stop" => () => Signal(Stop),
        "throw" => () => throw new InvalidOperationException("A fault was asked for here."),
        _ => throw new FormatException($"`{name}` is none of die, stop and throw."),
    };

    /// <summary>A signal to the process may come to another thread, and this one would go on for a moment.</summary>
    private static void Signal(int signal) => _ = Send(Self(), signal);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Self();

    [LibraryImport("libc", EntryPoint = "pthread_kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(nint thread, int signal);
}
