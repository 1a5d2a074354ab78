using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Auth.Platforms;

/// <summary>What a platform's worker last said about itself.</summary>
internal sealed class Platform
{
    private Platform()
    {
    }

    public Platform(PublisherAnnounced announcement)
    {
        Slug = announcement.Platform;
        DisplayName = announcement.DisplayName;
        Capabilities = JsonSerializer.Serialize(announcement.Capabilities, PeerJson.Options);
        AnnouncedAt = announcement.At.ToUniversalTime();
    }

    public string Slug { get; private set; } = "";
    public string DisplayName { get; private set; } = "";

    /// <summary><see cref="PlatformCapabilities"/> as JSON.</summary>
    public string Capabilities { get; private set; } = "";

    public DateTimeOffset AnnouncedAt { get; private set; }

    public KnownPlatform Read() =>
        new(Slug, DisplayName, JsonSerializer.Deserialize<PlatformCapabilities>(Capabilities, PeerJson.Options)!);
}

/// <summary>A platform as the rest of this service sees it.</summary>
internal sealed record KnownPlatform(string Slug, string DisplayName, PlatformCapabilities Capabilities)
{
    public CredentialScheme Credentials => Capabilities.Credentials;

    /// <summary>Null when accounts of this platform are connected by fields only.</summary>
    public OAuth2Scheme? OAuth2 => Credentials.OAuth2;
}
