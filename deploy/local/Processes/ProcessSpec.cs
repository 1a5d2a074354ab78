namespace ContentMultiplier.Local.Processes;

/// <summary>How to start one long-lived process.</summary>
public sealed record ProcessSpec(string Name, string File, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? WorkingFolder { get; init; }

    /// <summary>What asks it to end in good order.</summary>
    public int StopSignal { get; init; } = Signals.Terminate;
}
