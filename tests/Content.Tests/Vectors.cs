using YamlDotNet.Serialization;

namespace ContentMultiplier.Content.Tests;

/// <summary>The conformance vectors that X publishes with twitter-text, where they are kept beside the project.</summary>
internal static class Vectors
{
    private static readonly string Folder = Path.Combine(Root(), "..", "shared", "specs", "twitter-text", "conformance");

    /// <summary>The cases of one group; a single case that skips itself, with the reason, when the file is not there.</summary>
    public static IEnumerable<TestCaseData> Of(string file, string group, Func<IDictionary<object, object>, object> expected)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, file));
        if (!File.Exists(path))
        {
            yield return new TestCaseData("", null) { TestName = $"{group} (no vectors)" }
                .Ignore($"The twitter-text vectors are not at {path}.");
            yield break;
        }

        var document = new Deserializer().Deserialize<Dictionary<string, Dictionary<string, object>>>(File.ReadAllText(path));
        foreach (var entry in ((List<object>)document["tests"][group]).Cast<IDictionary<object, object>>())
        {
            yield return new TestCaseData((string)entry["text"], expected(entry)) { TestName = $"{group}: {entry["description"]}" };
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run from inside the project.");
    }
}
