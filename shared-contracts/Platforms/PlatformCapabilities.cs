using System.Text.Json;

namespace ContentMultiplier.Contracts.Platforms;

/// <summary>What a platform takes, as data.</summary>
public sealed record PlatformCapabilities
{
    /// <summary>Other names accepted on input, such as <c>x</c> for <c>twitter</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The first one is what a target gets that names none. For example <c>post</c>, <c>thread</c>.</summary>
    public required IReadOnlyList<string> ContentTypes { get; init; }

    public required TextRules Text { get; init; }

    /// <summary>Null where a title is not looked at, or may have any form.</summary>
    public TitleRules? Title { get; init; }

    public MediaRules Media { get; init; } = new();
    public required CredentialScheme Credentials { get; init; }

    /// <summary>JSON Schema (draft 2020-12, flat object) of the target's <c>options</c>; null when there are none.</summary>
    public JsonElement? OptionsSchema { get; init; }

    /// <summary>Options that do not go with others, or with a content type.</summary>
    public IReadOnlyList<OptionConflict> OptionConflicts { get; init; } = [];

    /// <summary>What a user should know before connecting an account, such as that the platform gives no new keys.</summary>
    public string? Notice { get; init; }

    /// <summary>What a user should know before publishing a text with a link in it, such as that it costs more; null where there is nothing to know.</summary>
    public string? LinkNotice { get; init; }

    /// <summary>The platform can be read back after a lost answer.</summary>
    public bool CanReconcile { get; init; }

    public bool CanPreview { get; init; }

    /// <summary>The platform gives numbers of published posts.</summary>
    public bool CanCollectMetrics { get; init; }

    /// <summary>What was published can be taken back.</summary>
    public bool CanRemove { get; init; }

    /// <summary>The text of what was published can be changed.</summary>
    public bool CanEdit { get; init; }

    public IReadOnlyList<RateRule> RateRules { get; init; } = [];
}

/// <summary>An option that is refused beside others. One that is <c>false</c> counts as not given.</summary>
/// <param name="Option">The member of <c>options</c> that is refused.</param>
/// <param name="Options">It is refused beside any of these.</param>
/// <param name="ContentTypes">It is refused for these content types.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record OptionConflict(string Option, IReadOnlyList<string> Options, IReadOnlyList<string> ContentTypes, string Reason);

/// <summary>A documented limit of the platform, for display.</summary>
public sealed record RateRule(string Scope, int Limit, int WindowSeconds);
