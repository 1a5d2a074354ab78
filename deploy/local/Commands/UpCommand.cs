namespace ContentMultiplier.Local.Commands;

internal static class UpCommand
{
    public static Task<int> RunAsync(CommandLine line, CancellationToken stop) => Task.FromResult(1);
}
