using System.Diagnostics;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Local.Tests;

/// <summary>Which changes <c>./deploy/up</c> builds anew, with a compiler that only counts how often it was asked.</summary>
public sealed class BuildScriptTests
{
    private const string Compiler = """
        dotnet() {
          if [ "$1" = --version ]; then echo 1.0; return; fi
          echo built >>"$BUILDS"
          mkdir -p deploy/local/bin/Release gateway/bin/Release
          wc -l <"$BUILDS" >gateway/bin/Release/gateway.dll
        }
        """;

    private string _folder = null!;

    private string Root => Path.Combine(_folder, "tree");

    private string Builds => Path.Combine(_folder, "builds");

    [SetUp]
    public void CreateTree()
    {
        _folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var folder in new[] { "deploy", "gateway", "services", "shared-contracts" })
        {
            Write($"{folder}/Source.cs", "one");
        }

        Write("global.json", "{}");
    }

    [TearDown]
    public void DeleteTree() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task What_is_built_and_unchanged_is_not_built_again()
    {
        await BuildAsync();
        await BuildAsync();

        Assert.That(Built, Is.EqualTo(1));
    }

    [TestCase("services/Source.cs")]
    [TestCase("services/New.cs")]
    [TestCase("global.json")]
    [TestCase("gateway/bin/Release/gateway.dll")]
    public async Task A_change_is_built(string file)
    {
        await BuildAsync();
        Write(file, "another");
        await BuildAsync();
        await BuildAsync();

        Assert.That(Built, Is.EqualTo(2));
    }

    [TestCase("services/Source.cs")]
    [TestCase("gateway/bin/Release/gateway.dll")]
    public async Task What_was_deleted_is_noticed(string file)
    {
        await BuildAsync();
        File.Delete(Path.Combine(Root, file));
        await BuildAsync();

        Assert.That(Built, Is.EqualTo(2));
    }

    private int Built => File.ReadAllLines(Builds).Length;

    private void Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task BuildAsync()
    {
        var script = Path.Combine(Repository.Root, "deploy/scripts/build.sh");
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euc", $"{Compiler}\n. '{script}'; build_suite '{Root}'"])
        {
            Environment = { ["BUILDS"] = Builds },
        })!;
        await bash.WaitForExitAsync();
        Assert.That(bash.ExitCode, Is.Zero);
    }
}
