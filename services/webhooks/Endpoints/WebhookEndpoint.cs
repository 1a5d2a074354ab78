using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>An address of a user that wants to be told of events.</summary>
internal sealed class WebhookEndpoint
{
    public const string DisabledByUser = "user";

    private WebhookEndpoint()
    {
    }

    public WebhookEndpoint(Guid id, Guid workspaceId, DateTimeOffset now)
    {
        Id = id;
        WorkspaceId = workspaceId;
        CreatedAt = now;
        UpdatedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public required string Url { get; set; }
    public string? Description { get; set; }
    public required string[] Events { get; set; }

    /// <summary>Sealed: they may be keys.</summary>
    public required string Headers { get; set; }

    public required string[] HeaderNames { get; set; }
    public required string Payload { get; set; }
    public bool Enabled { get; private set; } = true;
    public string? DisabledReason { get; private set; }
    public DateTimeOffset? DisabledAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>PostgreSQL's <c>xmin</c>: what the ETag shows.</summary>
    public uint Version { get; private set; }

    public void Enable()
    {
        Enabled = true;
        DisabledReason = null;
        DisabledAt = null;
    }

    public void Disable(DateTimeOffset now)
    {
        Enabled = false;
        DisabledReason = DisabledByUser;
        DisabledAt = now;
    }

    public void Touch(DateTimeOffset now) => UpdatedAt = now;
}

/// <summary>A secret that signs until it runs out.</summary>
internal sealed class WebhookSecret
{
    private WebhookSecret()
    {
    }

    public WebhookSecret(WebhookEndpoint endpoint, string sealedSecret, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = endpoint.WorkspaceId;
        EndpointId = endpoint.Id;
        Sealed = sealedSecret;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public Guid EndpointId { get; private set; }
    public string Sealed { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null for the newest.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public void ExpireAt(DateTimeOffset at) => ExpiresAt ??= at;
}

/// <summary>How deliveries fared, apart from what users edit: it changes all the time.</summary>
internal sealed class WebhookHealth
{
    private WebhookHealth()
    {
    }

    public Guid EndpointId { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public DateTimeOffset? FailingSince { get; private set; }
    public DateTimeOffset? WarnedAt { get; private set; }
    public DateTimeOffset? LastSuccessAt { get; private set; }
    public DateTimeOffset? LastFailureAt { get; private set; }

    public void Forget()
    {
        FailingSince = null;
        WarnedAt = null;
    }
}
