using System.Text.RegularExpressions;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>A platform is a folder and nothing else.</summary>
public sealed partial class PlatformTests
{
    private static IEnumerable<string> Folders =>
        Directory.EnumerateDirectories(Project.At("services/publishers"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name is not ("sdk" or "bin" or "obj"));

    [TestCaseSource(nameof(Folders))]
    public void It_says_what_an_operator_and_the_conformance_suite_need(string slug)
    {
        var files = Directory.EnumerateFiles(Project.At($"services/publishers/{slug}")).Select(file => Path.GetFileName(file));

        Assert.That(files, Is.SupersetOf(new[] { "README.md", "conformance.json", "Program.cs" }));
    }

    /// <summary>Beside it, only source files of a neighbour that belongs to the same company and answers in the same form.</summary>
    [TestCaseSource(nameof(Folders))]
    public void Its_project_file_is_one_line(string slug)
    {
        var project = Project.All.Single(project => project.Folder == $"services/publishers/{slug}");

        Assert.That(NeighboursFiles().Replace(project.Text.Trim(), " />"), Is.EqualTo("""<Project Sdk="Microsoft.NET.Sdk.Web" />"""));
    }

    /// <summary>A list of platforms in shared code would have to be edited by every team.</summary>
    [TestCaseSource(nameof(Folders))]
    public void Nobody_else_names_it(string slug)
    {
        string[] shared = ["shared-contracts", "gateway", "services/auth", "services/posts", "services/scheduler", "services/results", "services/service-defaults", "services/publishers/sdk"];
        var naming = shared
            .SelectMany(folder => Project.Files("*.cs", folder))
            .Where(file => File.ReadAllText(Project.At(file)).Contains($"\"{slug}\"", StringComparison.OrdinalIgnoreCase));

        Assert.That(naming, Is.Empty);
    }

    [GeneratedRegex(""">\s*<ItemGroup>(\s*<Compile Include="\.\./[a-z]+/[A-Za-z]+\.cs" />)+\s*</ItemGroup>\s*</Project>$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NeighboursFiles();
}
