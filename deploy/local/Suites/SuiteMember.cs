using System.Globalization;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Suites;

public enum SuiteRole
{
    Gateway,
    Service,
    Worker,
    Sandbox,
}

/// <summary>One process of the suite and where it answers.</summary>
public sealed record SuiteMember(string Name, SuiteRole Role, string ProjectFolder, int Port)
{
    public Uri Url { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>The platform of a worker.</summary>
    public string Platform => Name["publisher-".Length..];

    /// <summary>The name that the process goes by among the others.</summary>
    public string Identity => Role == SuiteRole.Worker ? "publisher." + Platform : Name;

    internal ProcessSpec Command(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(Name, Dotnet.Path, [Repository.Assembly(ProjectFolder, Name), .. arguments])
        {
            Environment = environment,
            WorkingFolder = Path.Combine(Repository.Root, ProjectFolder),
        };
}
