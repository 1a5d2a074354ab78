using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>The browser that the tests open consent pages with. Only they need it, so nobody else gets it.</summary>
public static class ChromiumBrowser
{
    private const string Package = "chromium";

    private static readonly string[] Programs = [Package, "google-chrome"];

    /// <returns>Its program; null where it is missing and no package brings it.</returns>
    /// <exception cref="LocalException">The package is there and could not be installed.</exception>
    public static async Task<string?> FindAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (Find() is { } found)
        {
            return found;
        }

        if (!DebianPackages.CanInstall || !HasPackage())
        {
            return null;
        }

        await DebianPackages.InstallAsync([Package], progress, cancellationToken);
        return Find();
    }

    /// <summary>What a snap starts sees other files than we do, and cannot be driven from here.</summary>
    private static string? Find() =>
        Programs.Select(ShellCommand.Find).FirstOrDefault(path => path?.StartsWith("/snap/", StringComparison.Ordinal) == false);

    /// <summary>Debian's own only: elsewhere the package of this name is missing or leads to a snap.</summary>
    private static bool HasPackage() => File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian");
}
