namespace ContentMultiplier.Results.Live;

/// <summary>How processes tell each other which workspaces have news. A hint only: what happened is read from the tables.</summary>
internal static class LiveNotifications
{
    public const string Channel = "publications_changed";

    /// <summary>When there are more than a notification can hold.</summary>
    private const string Everywhere = "*";

    private const int Most = 200;

    public static string Text(IReadOnlyCollection<Guid> workspaces) =>
        workspaces.Count > Most ? Everywhere : string.Join(',', workspaces.Select(workspace => workspace.ToString("N")));

    /// <returns>Null for all of them.</returns>
    public static IReadOnlyList<Guid>? Parse(string text)
    {
        List<Guid> workspaces = [];
        foreach (var part in text.Split(','))
        {
            if (!Guid.TryParseExact(part, "N", out var workspace))
            {
                return null;
            }

            workspaces.Add(workspace);
        }

        return workspaces;
    }
}
