using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Auth.Audit;

/// <summary>Something that was done, before it has its place in the chain.</summary>
internal sealed record AuditEntry(string Action, string SubjectType, string SubjectId)
{
    private const int LongestValue = 300;
    private const int MostDetails = 20;

    /// <summary>Whose log it belongs to; <see cref="AuditLog.Installation"/> for what belongs to no workspace.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>One of <see cref="AuditOutcomes"/>.</summary>
    public string Outcome { get; init; } = AuditOutcomes.Done;

    /// <summary>Null: whoever stands behind the request under way.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>Null: now, by the database's clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Never a secret, a body, or a whole address.</summary>
    public IReadOnlyDictionary<string, string> Detail { get; init; } = new Dictionary<string, string>();

    /// <summary>The details as they are stored and hashed: the same text for the same details.</summary>
    public string CanonicalDetail() => JsonSerializer.Serialize(
        Detail.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(MostDetails)
            .ToDictionary(pair => Clean(pair.Key, 64), pair => Clean(pair.Value, LongestValue), StringComparer.Ordinal));

    /// <summary>What the database can store and a terminal can show; much of it was typed by strangers.</summary>
    public static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}

internal static class AuditOutcomes
{
    public const string Done = "done";

    /// <summary>Asked for and not allowed.</summary>
    public const string Denied = "denied";

    /// <summary>Tried, and it did not come off.</summary>
    public const string Failed = "failed";

    /// <summary>Another service may say something newer.</summary>
    public static string Known(string outcome) => outcome is Denied or Failed ? outcome : Done;
}
