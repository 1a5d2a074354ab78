namespace ContentMultiplier.Local.Processes;

internal static class Dotnet
{
    /// <summary>The host this process runs in, so that everything runs in the same one.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (System.IO.Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");
}
