using System.Diagnostics;

namespace ContentMultiplier.FaultPoints;

/// <summary>Hears of all that a process passes: the beginnings and ends of the activities that it makes for its traces anyway.</summary>
internal static class Passages
{
    /// <param name="pass">
    /// Called on the thread that passes, with whether it is a beginning, and the activity: source, name and tags joined by blanks. Most tags
    /// are there at the end only.
    /// </param>
    public static void Listen(Action<bool, string> pass) => ActivitySource.AddActivityListener(new()
    {
        ShouldListenTo = _ => true,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = activity => pass(true, Describe(activity)),
        ActivityStopped = activity => pass(false, Describe(activity)),
    });

    private static string Describe(Activity activity) =>
        string.Join(' ', [activity.Source.Name, activity.DisplayName, .. activity.TagObjects.Select(tag => $"{tag.Value}")]).ReplaceLineEndings(" ");
}
