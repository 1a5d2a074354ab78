namespace ContentMultiplier.Local.Suites;

internal static class SandboxAddresses
{
    public static IEnumerable<(string Name, string Path)> Of(string platform) => [];
}
