using System.Reflection;
using ContentMultiplier.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>A platform as it lies in its folder.</summary>
public sealed class PlatformUnderTest
{
    private const string Samples = "conformance";

    private readonly Type _type;

    private PlatformUnderTest(Type type, string sampleFile)
    {
        _type = type;
        Slug = SlugOf(type);
        Folder = FolderOf(Slug);
        SampleFile = sampleFile;
    }

    public string Slug { get; }

    public string Folder { get; }

    public string SampleFile { get; }

    /// <summary>One for each sample file: a platform with two kinds of accounts has two, such as <c>conformance.bot.json</c>.</summary>
    public static IReadOnlyList<PlatformUnderTest> All { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "publisher-*.dll")
            .Select(Assembly.LoadFrom)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlatform)))
            .SelectMany(type => Directory.EnumerateFiles(FolderOf(SlugOf(type)), Samples + "*.json").Select(file => new PlatformUnderTest(type, file)))
            .OrderBy(platform => platform.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>Every platform with every case of its sample.</summary>
    public static IEnumerable<object[]> Cases =>
        from platform in All
        from sample in Sample.Read(platform.SampleFile, new Uri("http://127.0.0.1")).Cases
        select new object[] { platform, sample.Name };

    public static IReadOnlyList<string> Folders()
        => [.. Directory.EnumerateDirectories(Path.Combine(Root(), "services", "publishers"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name != "sdk")
            .Order(StringComparer.Ordinal)];

    public IPlatform Create() => (IPlatform)Activator.CreateInstance(_type, nonPublic: true)!;

    /// <summary>Settings that lead every address of the platform to the stand-in.</summary>
    public Dictionary<string, string?> SettingsFor(Uri address)
    {
        var publisher = new ServiceCollection().AddPublisher(new ConfigurationBuilder().Build(), Create());
        return publisher.Addresses.ToDictionary(name => $"Platforms:{Slug}:BaseUrls:{name}", _ => (string?)address.ToString());
    }

    public override string ToString() => Slug + Path.GetFileNameWithoutExtension(SampleFile)[Samples.Length..];

    private static string SlugOf(Type type) => type.Assembly.GetName().Name!["publisher-".Length..];

    private static string FolderOf(string slug) => Path.Combine(Root(), "services", "publishers", slug);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "services", "publishers")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run from inside the repository.");
    }
}
