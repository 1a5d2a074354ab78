using System.Globalization;

namespace ContentMultiplier.FaultPoints;

/// <summary>
/// A point in the work of a process at which it comes to harm, <c>point:action[:n]</c>: the n-th time that the point is passed (the first
/// unless said), the action is done. A point is <c>before text</c> or <c>after text</c>: the beginning or the end of an activity which holds
/// the text, or, where that has commas, each of its parts.
/// </summary>
internal sealed class FaultPoint(bool isBefore, string[] texts, Action action, int occurrence)
{
    private int _passed;

    /// <exception cref="FormatException">It has another form.</exception>
    public static FaultPoint Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0].Split(' ', 2) is not [("before" or "after") and var when, var texts])
        {
            throw new FormatException($"`{text}` is not `before|after text[, text]:action[:n]`.");
        }

        var occurrence = parts.Length == 3 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 1;
        return new(when == "before", texts.Split(", "), Harm.Of(parts[1]), occurrence);
    }

    public void Pass(bool isStart, string activity)
    {
        if (isStart == isBefore
            && texts.All(text => activity.Contains(text, StringComparison.OrdinalIgnoreCase))
            && Interlocked.Increment(ref _passed) == occurrence)
        {
            action();
        }
    }
}
