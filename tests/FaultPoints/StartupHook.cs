using ContentMultiplier.FaultPoints;

/// <summary>
/// The runtime looks for this name outside of any namespace, in the assembly that DOTNET_STARTUP_HOOKS names, and calls <see cref="Initialize"/>
/// before Main: https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md. So no process knows of its fault points.
/// </summary>
#pragma warning disable CA1050, MA0047
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    /// <summary><c>CM_FAULT</c> is a <see cref="FaultPoint"/>, or <c>list</c>, which tells on the standard error of all that is passed.</summary>
    public static void Initialize()
    {
        switch (Environment.GetEnvironmentVariable("CM_FAULT"))
        {
            case null or "":
                break;
            case "list":
                Passages.Listen((isStart, activity) => Console.Error.WriteLine($"{(isStart ? "before" : "after")} {activity}"));
                break;
            case var text:
                Passages.Listen(FaultPoint.Parse(text).Pass);
                break;
        }
    }
}
