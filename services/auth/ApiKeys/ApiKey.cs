using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.ApiKeys;

internal sealed class ApiKey
{
    private ApiKey()
    {
    }

    public ApiKey(
        Guid workspaceId, Guid userId, string name, ApiKeyText text, string[] scopes, string[] allowedAddresses, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = workspaceId;
        UserId = userId;
        Name = name;
        KeyId = text.KeyId;
        Hash = text.Hash();
        Scopes = scopes;
        AllowedAddresses = allowedAddresses;
        ExpiresAt = expiresAt;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }

    /// <summary>Who made it; it can never do more than they can.</summary>
    public Guid UserId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The public part of the key, by which it is found.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>SHA-256: 190 random bits need no slow hash.</summary>
    public byte[] Hash { get; private set; } = [];

    public string[] Scopes { get; private set; } = [];

    /// <summary>Networks (CIDR) that it may be used from; none: from everywhere.</summary>
    public string[] AllowedAddresses { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>To the minute; see <see cref="ApiKeyUses"/>.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }
}
