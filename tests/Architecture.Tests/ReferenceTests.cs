namespace ContentMultiplier.Architecture.Tests;

/// <summary>Who may know whom. Services meet over HTTP and the broker, never in code.</summary>
public sealed class ReferenceTests
{
    private const string Contracts = "shared-contracts/Contracts.csproj";
    private const string Defaults = "services/service-defaults/ServiceDefaults.csproj";
    private const string Content = "services/content/Content.csproj";
    private const string Sdk = "services/publishers/sdk/Publishing.csproj";

    private static IEnumerable<string> Sources => Project.All.Select(project => project.Path).Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

    [TestCaseSource(nameof(Sources))]
    public void A_project_refers_to_what_is_shared_and_to_no_other(string path) =>
        Assert.That(new Project(path).References, Is.SubsetOf(AllowedTo(path)));

    [Test]
    public void The_contracts_bring_nothing_along() => Assert.That(new Project(Contracts).Packages, Is.Empty);

    [Test]
    public void The_projects_are_found() => Assert.That(Sources, Does.Contain(Contracts).And.Contain(Sdk).And.Contain("services/posts/Posts.csproj"));

    private static string[] AllowedTo(string path) => path switch
    {
        Contracts => [],
        Defaults or Content => [Contracts],
        Sdk or "services/posts/Posts.csproj" or "services/auth/Auth.csproj" => [Contracts, Defaults, Content],
        // The stand-in must know the platforms from their documents alone, as a peer that shares no code would.
        "services/sandbox/Sandbox.csproj" => [],
        "deploy/local/Local.csproj" => [],
        _ when new Project(path).IsPlatform => [],
        _ => [Contracts, Defaults],
    };
}
