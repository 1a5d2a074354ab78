using ContentMultiplier.Webhooks.Events;

namespace ContentMultiplier.Webhooks.Notifications;

/// <summary>What the mails say.</summary>
internal static class NotificationTexts
{
    /// <summary>More are only counted.</summary>
    public const int MostLines = 20;

    public static (string Subject, string Body) Of(string kind, int total, IReadOnlyList<string> lines)
    {
        var (subject, what) = kind switch
        {
            EventTypes.AccountNeedsAttention => (
                Count(total, "account needs", "accounts need") + " attention",
                "Nothing can be published there until the account is connected again (GET /api/publishing/credentials says why)."),
            EventTypes.PublicationUnknown => (
                Count(total, "publication has", "publications have") + " an unknown outcome",
                "The answer of the platform was lost, and nothing is sent again before somebody has looked whether it is there "
                    + "(POST /api/publishing/publications/{id}/resolve)."),
            _ => (
                Count(total, "publication", "publications") + " failed",
                "GET /api/publishing/status/{post_id} says why and what can be done; POST /api/publishing/retry/{post_id} tries again."),
        };
        var more = total - lines.Count;
        return (subject, $"""
            {subject}:

            {string.Join('\n', lines.Select(line => "- " + line))}{(more > 0 ? $"\n- and {more} more" : "")}

            {what}

            This workspace asked for these mails (GET and PUT /api/publishing/notifications).
            """);
    }

    private static string Count(int total, string one, string many) => total == 1 ? "1 " + one : $"{total} {many}";
}
