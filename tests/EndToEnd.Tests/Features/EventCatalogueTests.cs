using System.Reflection;
using System.Text.RegularExpressions;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What a webhook can be told of, what the document says of it and what tests have heard are the same.</summary>
public sealed partial class EventCatalogueTests
{
    private static string Folder => Path.Combine(Repository.Root, "services", "webhooks");

    private static IReadOnlyList<string> Catalogue =>
        [.. Constant().Matches(File.ReadAllText(Path.Combine(Folder, "Events", "EventTypes.cs"))).Select(match => match.Groups["name"].Value)];

    [Test]
    public void Every_event_is_delivered_by_a_test_that_makes_it_happen()
    {
        var delivered = typeof(EventCatalogueTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .SelectMany(method => method.GetCustomAttribute<DeliversAttribute>()?.Events ?? [])
            .ToHashSet(StringComparer.Ordinal);

        Assert.That(Catalogue, Has.Count.GreaterThan(10));
        Assert.That(delivered, Is.EquivalentTo(Catalogue));
    }

    [Test]
    public void Every_event_stands_in_the_document()
    {
        var document = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var named = Row().Matches(document)
            .Select(row => Name().Matches(row.Value).Select(match => match.Groups["name"].Value).ToList())
            .SelectMany(names => names.Select(name => name[0] == '.' ? names[0].Split('.')[0] + name : name));

        Assert.That(named, Is.EquivalentTo(Catalogue));
    }

    [GeneratedRegex("const string \\w+ = \"(?<name>[a-z]+\\.[a-z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\| `(post|publication|metrics|account|webhook)\.[^|]+\|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z]*\\.[a-z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
