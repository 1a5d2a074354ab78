using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishers.ConformanceTests;

/// <summary>A platform's <c>conformance.json</c>: what it posts, the calls it makes for that, and what the platform answers.</summary>
public sealed record Sample
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public required IReadOnlyList<SampleCase> Cases { get; init; }

    /// <summary>Required of platforms that discover accounts.</summary>
    public SampleDiscovery? Discovery { get; init; }

    /// <summary>Required of platforms that can be read back.</summary>
    public SampleReading? Reconcile { get; init; }

    /// <summary>Instead of it where the platform can be read back, and not with the accounts of this sample.</summary>
    public bool Blind { get; init; }

    /// <summary>Required of platforms that give numbers of posts.</summary>
    public SampleMetrics? Metrics { get; init; }

    /// <summary>Required of platforms that can take back what was published.</summary>
    public SampleRevision? Removal { get; init; }

    /// <summary>Required of platforms that can change the text of what was published.</summary>
    public SampleRevision? Edit { get; init; }

    /// <summary>Where a bare status means something else here: status to category.</summary>
    public IReadOnlyDictionary<string, string> Statuses { get; init; } = new Dictionary<string, string>();

    /// <param name="file">The file; <c>{base}</c> in it stands for the platform's address.</param>
    /// <param name="address">Where the stand-in is.</param>
    public static Sample Read(string file, Uri address)
        => JsonSerializer.Deserialize<Sample>(
            File.ReadAllText(file).Replace("{base}", address.ToString().TrimEnd('/'), StringComparison.Ordinal), Form)!;
}

public sealed record SampleCase
{
    public required string Name { get; init; }
    public string? ContentType { get; init; }
    public required PostContent Content { get; init; }
    public JsonElement? Options { get; init; }
    public required CredentialLeaseResponse Credential { get; init; }
    public required IReadOnlyList<SampleCall> Calls { get; init; }
    public required SamplePost Published { get; init; }

    public IEnumerable<SampleCall> Creates => Calls.Where(call => call.Step is not null);

    public override string ToString() => Name;
}

public sealed record SamplePost(string ExternalId, string? ExternalUrl);

public sealed record SampleCall
{
    /// <summary>The step whose call this is; null for one that may be repeated.</summary>
    public string? Step { get; init; }

    public required string Method { get; init; }

    /// <summary>The path at the platform, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>Tells calls to the same path apart.</summary>
    public string? BodyContains { get; init; }

    /// <summary>The same, of a read.</summary>
    public string? QueryContains { get; init; }

    public int Status { get; init; } = 200;

    public JsonElement? Answer { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

public sealed record SampleDiscovery
{
    public required CredentialLeaseResponse Credential { get; init; }
    public required IReadOnlyList<SampleCall> Calls { get; init; }

    /// <summary>The external ids that must be found.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }
}

public sealed record SampleReading
{
    public required CredentialLeaseResponse Credential { get; init; }
    public required string Step { get; init; }

    /// <summary>The content whose fingerprint the intent carried; the suite records it by publishing it.</summary>
    public required string Case { get; init; }

    public DateTimeOffset? SentAfter { get; init; }

    /// <summary>The platform's answers when the post is there.</summary>
    public required IReadOnlyList<SampleCall> Calls { get; init; }

    /// <summary>The platform's answers when it is not.</summary>
    public required IReadOnlyList<SampleCall> CallsWhenAbsent { get; init; }

    public required string Found { get; init; }
}

public sealed record SampleMetrics
{
    public required CredentialLeaseResponse Credential { get; init; }
    public required string ExternalId { get; init; }
    public required IReadOnlyList<SampleCall> Calls { get; init; }

    /// <summary>By the common names.</summary>
    public required IReadOnlyDictionary<string, long> Values { get; init; }

    /// <summary>By the platform's own names.</summary>
    public required IReadOnlyDictionary<string, long> Own { get; init; }

    /// <summary>For platforms that refuse a question for one metric in it.</summary>
    public SampleRefusedMetric? Refused { get; init; }

    /// <summary>For platforms that tell when a post is gone.</summary>
    public IReadOnlyList<SampleCall>? CallsWhenGone { get; init; }
}

public sealed record SampleRevision
{
    /// <summary>What stands at the platform; the suite publishes it first.</summary>
    public required string Case { get; init; }

    /// <summary>The new text of an edit.</summary>
    public string? Text { get; init; }

    /// <summary>In the order in which they are made, each once.</summary>
    public required IReadOnlyList<SampleCall> Calls { get; init; }

    /// <summary>What is called, and answered, when nothing of it stands there any more.</summary>
    public required IReadOnlyList<SampleCall> CallsWhenGone { get; init; }
}

/// <param name="Calls">The first that fits answers, so the refusal comes before the others.</param>
/// <param name="Own">What is told all the same.</param>
public sealed record SampleRefusedMetric(IReadOnlyList<SampleCall> Calls, IReadOnlyDictionary<string, long> Own);
