using System.Globalization;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>What one process holds, as the kernel counts it.</summary>
/// <param name="Memory">Bytes in memory that are its own (<c>RssAnon</c>): without those of files, which every process shares.</param>
/// <param name="Descriptors">Open ones, sockets among them.</param>
internal sealed record Footprint(long Memory, int Descriptors, int Sockets)
{
    public const long Megabyte = 1024 * 1024;

    /// <returns>Null where it has ended, or where the system does not tell.</returns>
    public static Footprint? Of(int pid)
    {
        var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        try
        {
            var memory = File.ReadLines(process + "/status").FirstOrDefault(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            if (memory is null)
            {
                return null;
            }

            var kilobytes = memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            var descriptors = Directory.GetFileSystemEntries(process + "/fd");
            return new(long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024, descriptors.Length, descriptors.Count(IsSocket));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public override string ToString() => $"{Memory / Megabyte} MiB, {Descriptors} descriptors, {Sockets} of them sockets";

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // It was closed in between.
            return false;
        }
    }
}
