using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>The programs that the media service looks into files with.</summary>
internal static class MediaTools
{
    private static readonly (string Program, string Package)[] Needed =
        [("vips", "libvips-tools"), ("vipsthumbnail", "libvips-tools"), ("ffmpeg", "ffmpeg"), ("ffprobe", "ffmpeg")];

    /// <summary>The packages of those that are not here.</summary>
    public static string[] Packages() =>
        [.. Needed.Where(tool => ShellCommand.Find(tool.Program) is null).Select(tool => tool.Package).Distinct()];

    /// <summary>Everything but uploads works without them, so their absence stops nothing.</summary>
    public static async Task EnsureAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var missing = Packages();
        if (missing.Length == 0)
        {
            return;
        }

        if (DebianPackages.CanInstall)
        {
            try
            {
                await DebianPackages.InstallAsync(missing, progress, cancellationToken);
                return;
            }
            catch (LocalException failed)
            {
                progress(failed.Message);
            }
        }

        progress($"Files cannot be uploaded until {string.Join(" and ", missing)} is installed (on Debian and Ubuntu `apt-get install {string.Join(' ', missing)}`).");
    }
}
