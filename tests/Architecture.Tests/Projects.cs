using System.Xml.Linq;
using ContentMultiplier.Local;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>A project file of the repository, as it lies there.</summary>
internal sealed record Project(string Path)
{
    private static readonly string[] NotSources = ["bin", "obj", ".local", "publisher-template"];

    public static IReadOnlyList<Project> All { get; } =
        [.. Files("*.csproj").Select(file => new Project(file)).OrderBy(project => project.Path, StringComparer.Ordinal)];

    /// <summary>The processes that are deployed: the gateway, the services and the platforms' workers.</summary>
    public static IReadOnlyList<Project> Deployed { get; } =
        [.. All.Where(project => project.Text.Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal))];

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public bool IsPlatform => Folder.StartsWith("services/publishers/", StringComparison.Ordinal) && Folder != "services/publishers/sdk";

    public string Text => File.ReadAllText(At(Path));

    /// <summary>The projects it refers to by itself, as paths from the root.</summary>
    public IReadOnlyList<string> References =>
    [
        .. XDocument.Parse(Text).Descendants("ProjectReference")
            .Select(reference => System.IO.Path.GetRelativePath(
                Repository.Root, System.IO.Path.GetFullPath(reference.Attribute("Include")!.Value, At(Folder)))),
    ];

    public IReadOnlyList<string> Packages =>
        [.. XDocument.Parse(Text).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value)];

    public static string At(string path) => System.IO.Path.Combine(Repository.Root, path);

    /// <summary>Files of the repository by pattern, as paths from the root; nothing that a build or a run leaves behind.</summary>
    public static IEnumerable<string> Files(string pattern, string folder = ".") =>
        Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split('/').Intersect(NotSources).Any());

    public override string ToString() => Path;
}
