using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>Installs missing servers and tools from the distribution, without letting its package start a system service.</summary>
public static class DebianPackages
{
    private const string PolicyFile = "/usr/sbin/policy-rc.d";
    private static readonly Dictionary<string, string> NonInteractive = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    public static bool CanInstall => ShellCommand.IsRoot && File.Exists("/etc/debian_version") && ShellCommand.Find("apt-get") is not null;

    public static async Task InstallAsync(IReadOnlyList<string> packages, Action<string> progress, CancellationToken cancellationToken)
    {
        progress($"Installing {string.Join(" and ", packages)} with apt-get (once) …");

        var madePolicy = await ForbidServiceStartsAsync(cancellationToken);
        try
        {
            // Package lists may be old or incomplete and still good enough: the installation is the judge.
            await ShellCommand.RunAsync("apt-get", ["update", "-qq"], cancellationToken, NonInteractive);
            await ShellCommand.RequireAsync(
                "apt-get",
                ["install", "-y", "-qq", "--no-install-recommends", .. packages],
                cancellationToken,
                NonInteractive);
        }
        finally
        {
            if (madePolicy)
            {
                File.Delete(PolicyFile);
            }
        }
    }

    private static async Task<bool> ForbidServiceStartsAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(PolicyFile))
        {
            return false;
        }

        await File.WriteAllTextAsync(PolicyFile, "#!/bin/sh\nexit 101\n", cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PolicyFile, (UnixFileMode)0b111_101_101);
        }

        return true;
    }
}
