using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>A process of the suite: its project, and the assembly that was built from it.</summary>
internal sealed record Deployable(Project Project, Assembly Assembly)
{
    /// <summary>Everything but the sandbox, which stands for the outside.</summary>
    public static IReadOnlyList<Deployable> All { get; } =
    [
        .. from project in Project.Deployed
           where project.Folder != "services/sandbox"
           select new Deployable(project, Load(NameOf(project))),
    ];

    /// <summary>The name that the gateway's clusters and other services know it by.</summary>
    public string Name => Assembly.GetName().Name!;

    public bool IsService => Project.Folder.StartsWith("services/", StringComparison.Ordinal) && !Project.IsPlatform;

    private static string NameOf(Project project) =>
        XDocument.Parse(project.Text).Descendants("AssemblyName").SingleOrDefault()?.Value ?? "publisher-" + Path.GetFileName(project.Folder);

    private static Assembly Load(string name) =>
        AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
