using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Auth.Vault;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.ServiceDefaults;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>A connected place to publish. It keeps its id, and so its history elsewhere, when it is connected again.</summary>
internal sealed class Account
{
    public const string TokenColumn = "account_token";

    private const int MaxName = 200;
    private const int MaxAddress = 2048;
    private const int MaxDetail = 500;

    private Account()
    {
    }

    /// <summary>Known, and not connected yet.</summary>
    public Account(Credential credential, DiscoveredAccount found, DateTimeOffset now)
    {
        Id = TimedId.Next(now);
        WorkspaceId = credential.WorkspaceId;
        Platform = credential.Platform;
        ExternalId = found.ExternalId;
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public string Platform { get; private set; } = "";
    public string ExternalId { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Url { get; private set; }
    public string? AvatarUrl { get; private set; }
    public Dictionary<string, string> Attributes { get; private set; } = [];

    /// <summary>Null when disconnected.</summary>
    public Guid? CredentialId { get; private set; }

    /// <summary>The account's own token, sealed; null where the consent's is used.</summary>
    public byte[]? Token { get; private set; }

    public DateTimeOffset? TokenExpiresAt { get; private set; }

    /// <summary>One of <see cref="AccountHealth"/>.</summary>
    public string Health { get; private set; } = AccountHealth.Ok;

    public string? HealthDetail { get; private set; }

    /// <summary>When the access ends unless a person connects again, as this account's events say.</summary>
    public DateTimeOffset? EndsAt { get; private set; }

    /// <summary>Orders the events about this account.</summary>
    public long Version { get; private set; }

    public DateTimeOffset ConnectedAt { get; private set; }

    public SecretPlace TokenPlace => new(WorkspaceId, Platform, Id, TokenColumn);

    /// <param name="token">The account's own token, sealed for <see cref="TokenPlace"/>.</param>
    public void Connect(
        Credential credential, DiscoveredAccount found, DateTimeOffset now, byte[]? token = null, DateTimeOffset? tokenExpiresAt = null)
    {
        CredentialId = credential.Id;
        Token = token;
        TokenExpiresAt = tokenExpiresAt;
        EndsAt = token is null ? credential.EndsAt : tokenExpiresAt;
        ConnectedAt = now;
        Describe(found);
        Health = AccountHealth.Ok;
        HealthDetail = null;
        Version++;
    }

    /// <returns>True when something changed that others want to know.</returns>
    public bool Verified(DiscoveredAccount found)
    {
        var changed = Health != AccountHealth.Ok || Name != NameOf(found);
        Describe(found);
        Health = AccountHealth.Ok;
        HealthDetail = null;
        Version += changed ? 1 : 0;
        return changed;
    }

    /// <returns>True when this is new.</returns>
    public bool NeedsAttention(string reason)
    {
        var detail = reason.Length <= MaxDetail ? reason : reason[..MaxDetail];
        var changed = Health != AccountHealth.NeedsAttention || HealthDetail != detail;
        Health = AccountHealth.NeedsAttention;
        HealthDetail = detail;
        Version += changed ? 1 : 0;
        return changed;
    }

    /// <summary>The consent was renewed.</summary>
    /// <returns>True when the access ends at another time than others were told.</returns>
    public bool Renewed(Credential credential)
    {
        if (Token is not null || EndsAt == credential.EndsAt)
        {
            return false;
        }

        EndsAt = credential.EndsAt;
        Version++;
        return true;
    }

    public void Disconnect()
    {
        CredentialId = null;
        Token = null;
        TokenExpiresAt = null;
        Version++;
    }

    public AccountConnected ToConnected() => new()
    {
        AccountId = Id,
        WorkspaceId = WorkspaceId,
        Platform = Platform,
        Name = Name,
        ExternalId = ExternalId,
        ExpiresAt = EndsAt,
        Version = Version,
    };

    public AccountDisconnected ToDisconnected() =>
        new() { AccountId = Id, WorkspaceId = WorkspaceId, Platform = Platform, Version = Version };

    public AccountNeedsAttention ToNeedsAttention() => new()
    {
        AccountId = Id,
        WorkspaceId = WorkspaceId,
        Platform = Platform,
        Reason = HealthDetail ?? "",
        Version = Version,
    };

    private void Describe(DiscoveredAccount found)
    {
        Name = NameOf(found);
        Url = AddressOrNull(found.Url);
        AvatarUrl = AddressOrNull(found.AvatarUrl);
        Attributes = found.Attributes is null ? [] : new(found.Attributes, StringComparer.Ordinal);
    }

    private static string NameOf(DiscoveredAccount found) => found.Name.Length <= MaxName ? found.Name : found.Name[..MaxName];

    private static string? AddressOrNull(string? address) => address?.Length <= MaxAddress ? address : null;
}

internal static class AccountHealth
{
    public const string Ok = "ok";
    public const string NeedsAttention = "needs_attention";
}
