using System.Globalization;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>
/// The list of faults says of each whether tests cover it, and tests are named after it: <c>Row_47_…</c>, or <c>Row_01_02_…</c>
/// for several. Neither may say what the other does not.
/// </summary>
public sealed partial class FaultRegisterTests
{
    private const string Register = "tests/faults.md";
    private const string Covered = "yes";
    private const string Long = "long";
    private const string Not = "no";
    private const int ShortestReason = 30;

    private static readonly Dictionary<int, string> Tested = ReadTests();

    private static IEnumerable<TestCaseData> Rows =>
        Entry().Matches(File.ReadAllText(Project.At(Register))).Select(entry => new TestCaseData(
            int.Parse(entry.Groups["number"].Value, CultureInfo.InvariantCulture), entry.Groups["state"].Value, entry.Groups["note"].Value.Trim())
            .SetArgDisplayNames(entry.Groups["number"].Value));

    [TestCaseSource(nameof(Rows))]
    public void A_fault_is_tested_as_the_list_says(int row, string state, string note)
    {
        Assert.That(state, Is.EqualTo(Tested.GetValueOrDefault(row, Not)), $"What {Register} says of row {row} is not what the tests are named.");
        if (state == Not)
        {
            Assert.That(note, Has.Length.GreaterThanOrEqualTo(ShortestReason), $"Row {row} is not tested: {Register} has to say why.");
        }
    }

    [Test]
    public void Every_tested_fault_is_in_the_list_once()
    {
        var listed = Rows.Select(row => (int)row.Arguments[0]!).ToList();

        Assert.That(listed, Is.Unique.And.Ordered);
        Assert.That(Tested.Keys, Is.SubsetOf(listed));
    }

    private static Dictionary<int, string> ReadTests()
    {
        var found =
            from file in Project.Files("*.cs", "tests")
            where !file.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal)
            let source = File.ReadAllText(Project.At(file))
            let allAreLong = LongClass().IsMatch(source)
            from member in source.Split("\n\n")
            from name in Name().Matches(member)
            from row in name.Groups["row"].Captures
            select (Row: int.Parse(row.Value, CultureInfo.InvariantCulture), IsLong: allAreLong || LongTest().IsMatch(member));
        return found.GroupBy(test => test.Row).ToDictionary(tests => tests.Key, tests => tests.All(test => test.IsLong) ? Long : Covered);
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|[^|]+\| (?<state>yes|long|no)\b:?(?<note>[^|]*)\|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\bRow_((?<row>\d\d)_)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"Category(\(|\s*=\s*)""Long""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LongTest();

    [GeneratedRegex(@"\[Category\(""Long""\)\]\s*(\[[^\]]*\]\s*)*public sealed class", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LongClass();
}
