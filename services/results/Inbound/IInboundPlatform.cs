namespace ContentMultiplier.Results.Inbound;

/// <summary>How a platform tells what became of what was published, and how it proves that it is the one who says so.</summary>
internal interface IInboundPlatform
{
    /// <summary>What <see cref="InboundOptions.Schemes"/> calls it: which platforms tell so is a setting.</summary>
    string Scheme { get; }

    /// <summary>Whether it always signs: nothing is taken then before it is known with what.</summary>
    bool Signs { get; }

    /// <returns>Null when it is one.</returns>
    string? ProblemWith(string verificationKey);

    /// <summary>What the platform is to be told beside the address, and repeats when it asks whether the address is there.</summary>
    /// <returns>Null where it repeats nothing.</returns>
    string? VerifyTokenOf(string key) => null;

    /// <summary>The platform asks whether the address is there.</summary>
    /// <returns>What it wants to read; null when it is not the platform who asks so.</returns>
    string? Greet(IQueryCollection query, string key);

    /// <summary>Over the bytes as they came: written anew, they would be others than those that were signed.</summary>
    /// <param name="verificationKey">Null only where it does not always sign.</param>
    bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body, string? verificationKey, DateTimeOffset now);

    /// <returns>What is about posts, as far as it is understood; null when the body is not in the platform's form.</returns>
    IReadOnlyList<InboundEvent>? Read(ReadOnlyMemory<byte> body);
}

/// <param name="Id">The platform's own, or made of all that tells one from another: the same event told again has the same.</param>
/// <param name="Name">What the platform calls it.</param>
/// <param name="Metric">The common name it counts under; null for none.</param>
internal sealed record InboundEvent(string Id, string Name, string? Metric, DateTimeOffset At)
{
    public const int LongestExternalId = 500;

    /// <summary>Where the platform repeats it; else the post's id at the platform says which it is.</summary>
    public Guid? PublicationId { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>What it adds to the sum: less where something was taken back.</summary>
    public int Change { get; init; } = 1;
}
