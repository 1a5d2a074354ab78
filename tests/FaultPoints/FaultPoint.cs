using System.Globalization;

namespace ContentMultiplier.FaultPoints;

/// <summary>
/// A point in the work of a process at which it comes to harm, <c>point:action[:n]</c>: the n-th time that the point is passed (the first
/// unless said), the action is done. A point is <c>before words</c> or <c>after words</c>: the beginning or the end of an activity whose
/// name and tags hold all of the words.
/// </summary>
internal sealed class FaultPoint(bool isBefore, string[] words, Action action, int occurrence)
{
    private int _passed;

    /// <exception cref="FormatException">It has another form.</exception>
    public static FaultPoint Parse(string text)
    {
        var parts = text.Split(':');
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 2 or > 3 || words is not ["before" or "after", _, ..])
        {
            throw new FormatException($"`{text}` is not `before|after words:action[:n]`.");
        }

        var occurrence = parts.Length == 3 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 1;
        return new(words[0] == "before", words[1..], Harm.Of(parts[1]), occurrence);
    }

    public void Pass(bool isStart, string activity)
    {
        if (isStart == isBefore
            && words.All(word => activity.Contains(word, StringComparison.OrdinalIgnoreCase))
            && Interlocked.Increment(ref _passed) == occurrence)
        {
            action();
        }
    }
}
