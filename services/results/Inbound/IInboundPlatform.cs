namespace ContentMultiplier.Results.Inbound;

/// <summary>How a platform tells what became of what was published, and how it proves that it is the one who says so.</summary>
internal interface IInboundPlatform
{
    /// <summary>What <see cref="InboundOptions.Schemes"/> calls it: which platforms tell so is a setting.</summary>
    string Scheme { get; }

    /// <returns>Null when it is one.</returns>
    string? ProblemWith(string verificationKey);

    /// <summary>Over the bytes as they came: written anew, they would be others than those that were signed.</summary>
    bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body, string verificationKey, DateTimeOffset now);

    /// <returns>What is about publications of the suite; null when the body is not in the platform's form.</returns>
    IReadOnlyList<InboundEvent>? Read(ReadOnlyMemory<byte> body);
}

/// <param name="Id">The platform's own: the same event told again has the same.</param>
/// <param name="Name">What the platform calls it.</param>
/// <param name="Metric">The common name it counts under; null for none.</param>
internal sealed record InboundEvent(string Id, Guid PublicationId, string Name, string? Metric, DateTimeOffset At);
