using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Gateway.Routing;

/// <summary>The suite's policies without the anonymous one: YARP has that name for its own and refuses to share it.</summary>
internal sealed class RoutePolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    /// <summary>The base class allows it only for itself; nothing here depends on the request either.</summary>
    public override bool AllowsCachingPolicies => true;

    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        string.Equals(policyName, Policies.Anonymous, StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult<AuthorizationPolicy?>(null)
            : base.GetPolicyAsync(policyName);
}
