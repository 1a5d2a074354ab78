namespace ContentMultiplier.Local;

/// <summary>Where things are in the working copy that this assembly was built from.</summary>
public static class Repository
{
#if DEBUG
    private static readonly string[] Configurations = ["Debug", "Release"];
#else
    private static readonly string[] Configurations = ["Release", "Debug"];
#endif

    public static string Root { get; } = FindRoot();

    public static string DataFolder { get; } = Path.Combine(Root, ".local");

    /// <summary>The built assembly of a project, in the configuration this assembly has, or else in the other.</summary>
    public static string Assembly(string projectFolder, string assemblyName)
    {
        var candidates = Configurations
            .Select(configuration => Path.Combine(Root, projectFolder, "bin", configuration, "net10.0", assemblyName + ".dll"))
            .ToArray();

        return candidates.FirstOrDefault(File.Exists)
            ?? throw new LocalException($"{candidates[0]} is missing: build it with `dotnet build ContentMultiplier.sln -c {Configurations[0]}`.");
    }

    /// <summary>Slugs of the platforms, one per folder with a project: adding a platform changes nothing here.</summary>
    public static IReadOnlyList<string> Publishers()
    {
        var folder = Path.Combine(Root, "services", "publishers");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return [.. Directory.EnumerateDirectories(folder)
            .Where(publisher => Directory.EnumerateFiles(publisher, "*.csproj").Any())
            .Select(publisher => Path.GetFileName(publisher))
            .Where(slug => slug != "sdk")
            .Order(StringComparer.Ordinal)];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new LocalException("This program runs from inside the repository: Directory.Packages.props was not found above it.");
    }
}
