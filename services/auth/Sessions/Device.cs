using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Auth.Sessions;

/// <summary>What tells a user which of their sign-ins this is.</summary>
internal sealed record Device(string? UserAgent, string? Network)
{
    private const int LongestUserAgent = 200;

    public static Device Of(HttpContext context)
    {
        // Anybody writes anything there, and half a character cannot be stored.
        var agent = string.Concat(context.Request.Headers.UserAgent.ToString()
            .Where(symbol => !char.IsControl(symbol) && !char.IsSurrogate(symbol))
            .Take(LongestUserAgent));
        return new Device(agent.Length == 0 ? null : agent, context.Network());
    }
}
