using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>What has to be said in several places is said in all of them.</summary>
public sealed partial class RepositoryTests
{
    private static IEnumerable<string> Projects => Project.All.Select(project => project.Path);

    private static IEnumerable<string> Deployed => Project.Deployed.Select(project => project.Path);

    private static IEnumerable<string> Documents => Project.Files("*.md");

    private static IEnumerable<string> Scripts =>
        new[] { "deploy", "tests", ".ci" }
            .SelectMany(folder => Project.Files("*", folder))
            .Where(file => Path.GetExtension(file) is "" or ".sh" && StartsWithHashBang(file));

    [TestCaseSource(nameof(Projects))]
    public void A_project_is_in_the_solution(string project) =>
        Assert.That(Matches("ContentMultiplier.sln", SolutionProject()).Select(path => path.Replace('\\', '/')), Does.Contain(project));

    /// <summary>Whoever only starts the suite does not wait for the tests to be built.</summary>
    [TestCaseSource(nameof(Projects))]
    public void What_runs_is_in_the_solution_without_tests(string project) =>
        Assert.That(
            Matches("deploy/suite.slnf", SolutionProject()).Select(path => path.Replace("\\\\", "/", StringComparison.Ordinal)).Contains(project),
            Is.EqualTo(!project.StartsWith("tests/", StringComparison.Ordinal)));

    [TestCaseSource(nameof(Deployed))]
    public void A_process_is_built_by_the_compose_file(string project) =>
        Assert.That(Matches("docker-compose.yml", ComposeProject()), Does.Contain(project));

    [TestCaseSource(nameof(Documents))]
    public void What_a_document_links_to_is_there(string document)
    {
        var folder = Path.GetDirectoryName(Project.At(document))!;
        var missing = Matches(document, Link())
            .Where(target => target is not ['#', ..] && !target.Contains(':', StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));

        Assert.That(missing, Is.Empty);
    }

    [TestCaseSource(nameof(Scripts))]
    [UnsupportedOSPlatform("windows")]
    public void A_script_can_be_run(string script) =>
        Assert.That(File.GetUnixFileMode(Project.At(script)).HasFlag(UnixFileMode.UserExecute), Is.True);

    [Test]
    public void The_scripts_are_found() => Assert.That(Scripts, Is.SupersetOf(new[] { "deploy/up", "deploy/down", "tests/run" }));

    private static bool StartsWithHashBang(string file)
    {
        using var stream = File.OpenRead(Project.At(file));
        return stream.ReadByte() == '#' && stream.ReadByte() == '!';
    }

    private static IEnumerable<string> Matches(string file, Regex pattern) =>
        pattern.Matches(File.ReadAllText(Project.At(file))).Select(match => match.Groups["target"].Value);

    [GeneratedRegex("\"(?<target>[^\"]+\\.csproj)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SolutionProject();

    [GeneratedRegex("PROJECT: (?<target>[^,]+),", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComposeProject();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
