namespace ContentMultiplier.Results.Restores;

/// <summary>The databases were once set back: what happened between the two times they have forgotten.</summary>
/// <param name="BackupAt">When the backup was taken.</param>
/// <param name="RestoredAt">When the suite was about to start again.</param>
internal sealed record Restore(DateTimeOffset BackupAt, DateTimeOffset RestoredAt);
