namespace ContentMultiplier.Contracts.Api.Webhooks;

/// <summary><c>GET</c> and <c>PUT /api/publishing/notifications</c>: who of a workspace is told when something goes wrong.</summary>
public sealed record NotificationSettings
{
    public required EmailNotifications Email { get; init; }
}

public sealed record EmailNotifications
{
    /// <summary>At most ten; none: no mail is sent.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary><c>publication.failed</c>, <c>publication.unknown</c>, <c>account.needs_attention</c>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>After a mail about one of them, what else happens of it is told together, so many minutes later: 1 to 1440.</summary>
    public int EveryMinutes { get; init; } = 15;
}
