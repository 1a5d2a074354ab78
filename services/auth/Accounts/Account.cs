using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Contracts.Accounts;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>A connected place to publish. It keeps its id, and so its history elsewhere, when it is connected again.</summary>
internal sealed class Account
{
    private const int MaxName = 200;
    private const int MaxAddress = 2048;
    private const int MaxDetail = 500;

    private Account()
    {
    }

    public Account(Credential credential, DiscoveredAccount found, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        WorkspaceId = credential.WorkspaceId;
        Platform = credential.Platform;
        ExternalId = found.ExternalId;
        Connect(credential, found, now);
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

    /// <summary>One of <see cref="AccountHealth"/>.</summary>
    public string Health { get; private set; } = AccountHealth.Ok;

    public string? HealthDetail { get; private set; }

    /// <summary>Orders the events about this account.</summary>
    public long Version { get; private set; }

    public DateTimeOffset ConnectedAt { get; private set; }

    public void Connect(Credential credential, DiscoveredAccount found, DateTimeOffset now)
    {
        CredentialId = credential.Id;
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

    public void Disconnect()
    {
        CredentialId = null;
        Version++;
    }

    public AccountConnected ToConnected() => new()
    {
        AccountId = Id,
        WorkspaceId = WorkspaceId,
        Platform = Platform,
        Name = Name,
        ExternalId = ExternalId,
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
