using ContentMultiplier.Contracts.Platforms;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.Publishing;

/// <summary>One platform: what it takes, as data, and which classes speak to it.</summary>
public interface IPlatform
{
    PlatformDescriptor Describe(IConfiguration configuration);

    void Configure(PublisherBuilder publisher);
}

public sealed record PlatformDescriptor
{
    /// <summary>Matches <c>^[a-z][a-z0-9-]{1,31}$</c>; the name of the folder, the queues and the routing key.</summary>
    public required string Slug { get; init; }

    public required string DisplayName { get; init; }

    /// <summary><c>CanReconcile</c>, <c>CanPreview</c>, <c>CanCollectMetrics</c>, <c>CanRemove</c> and <c>CanEdit</c> are filled in by the host from what was configured.</summary>
    public required PlatformCapabilities Capabilities { get; init; }
}
