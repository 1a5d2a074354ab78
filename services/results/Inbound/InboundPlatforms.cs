using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Results.Inbound;

/// <summary>The platforms that tell by themselves.</summary>
internal sealed class InboundPlatforms(IEnumerable<IInboundPlatform> platforms, IOptions<InboundOptions> options)
{
    private readonly Dictionary<string, IInboundPlatform> _bySlug = options.Value.Schemes.ToDictionary(
        setting => setting.Key, setting => platforms.Single(platform => platform.Scheme == setting.Value), StringComparer.Ordinal);

    public IInboundPlatform? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>Whether what comes to an address is taken.</summary>
    public bool IsReady(string slug, bool hasKey) => hasKey || Find(slug) is { Signs: false };

    public ErrorBag Check(InboundRequest request)
    {
        var errors = new ErrorBag();
        if (Find(request.Platform) is not { } platform)
        {
            errors.Add("platform", $"Of this platform nothing is taken; it is one of {string.Join(", ", _bySlug.Keys.Order(StringComparer.Ordinal))}.");
        }
        else if (request.VerificationKey is { } key && platform.ProblemWith(key) is { } problem)
        {
            errors.Add("verification_key", problem);
        }

        return errors;
    }
}
