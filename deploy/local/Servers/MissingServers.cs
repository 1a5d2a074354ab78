using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Local.Servers;

internal static class MissingServers
{
    /// <summary>The packages of everything that is not here, so that one installation brings all of it.</summary>
    public static string[] Packages()
    {
        var packages = new List<string>();
        if (NativePostgres.FindBinaries() is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("POSTGRES_URL")))
        {
            packages.Add("postgresql");
        }

        if (NativeRabbit.FindBinaries() is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("RABBITMQ_URL")))
        {
            packages.Add("rabbitmq-server");
        }

        return [.. packages, .. MediaTools.Packages()];
    }

    public static string ContainerName(string dataFolder, string server) => $"content-multiplier-{Mark(dataFolder)}-{server}";

    /// <summary>Eight characters that stay the same for one data folder and differ between two.</summary>
    public static string Mark(string dataFolder) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(dataFolder))))[..8];
}
