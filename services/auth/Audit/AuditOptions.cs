using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Section <c>Audit</c>. Without both settings the chains are not anchored outside the database.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>The file that anchors are appended to: on other storage than the database, best where nothing can be overwritten.</summary>
    public string? AnchorFile { get; set; }

    /// <summary>Base64 of 32 random bytes, which the database never sees.</summary>
    public string? AnchorKey { get; set; }

    public TimeSpan AnchorInterval { get; set; } = TimeSpan.FromSeconds(60);

    public bool IsAnchored => !string.IsNullOrEmpty(AnchorFile);

    public bool IsUsable => string.IsNullOrEmpty(AnchorFile) == string.IsNullOrEmpty(AnchorKey)
        && (string.IsNullOrEmpty(AnchorKey) || KeyText.IsValid(AnchorKey))
        && AnchorInterval > TimeSpan.Zero;
}
