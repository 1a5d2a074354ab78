using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Connections;

/// <summary>Why an account could not be connected. No text of these holds a code, a token or a field's value.</summary>
internal static class ConnectionProblems
{
    public static ProblemHttpResult UnknownPlatform(string name) => Problems.Problem(
        StatusCodes.Status404NotFound,
        "unknown_platform",
        "No publisher of this platform has been started yet.",
        name.Length <= 32 ? $"'{name}' is not among GET /api/publishing/platforms." : null);

    public static ProblemHttpResult NotConfigured(KnownPlatform platform)
    {
        var prefix = platform.Slug.ToUpperInvariant().Replace('-', '_');
        return Problems.Unavailable(
            "oauth_not_configured",
            $"This installation is not registered with {platform.DisplayName}: set {prefix}_CLIENT_ID, {prefix}_CLIENT_SECRET and {prefix}_REDIRECT_URI.");
    }

    /// <summary>Forged, used, expired, or started by somebody else: they all look alike.</summary>
    public static ProblemHttpResult InvalidState() => Problems.Problem(
        StatusCodes.Status400BadRequest, "invalid_state", "This connection was not started here, or is over.", "Start the connection again.");

    public static ProblemHttpResult Denied(string error) => Problems.Problem(
        StatusCodes.Status400BadRequest,
        "authorization_denied",
        "The platform did not grant access.",
        error.Length <= 64 && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $"It said: {error}." : null);

    public static ProblemHttpResult WrongIssuer() => Problems.Problem(
        StatusCodes.Status400BadRequest, "issuer_mismatch", "The answer comes from another authorization server.", "Start the connection again.");

    public static ProblemHttpResult MissingScopes(KnownPlatform platform, string[] missing) => Problems.Problem(
        StatusCodes.Status422UnprocessableEntity,
        "missing_scopes",
        $"{platform.DisplayName} granted too little to publish with.",
        $"Not granted: {string.Join(", ", missing)}. Start the connection again and allow them; if they are not offered, "
            + "the application is not approved for them on the platform.");

    public static ProblemHttpResult CodeRefused() => Problems.Problem(
        StatusCodes.Status400BadRequest, "code_refused", "The platform refused the code.", "Codes live for seconds. Start the connection again.");

    public static ProblemHttpResult PlatformUnavailable(string reason) => Problems.Problem(
        StatusCodes.Status502BadGateway, "platform_unavailable", "The platform could not be asked.", reason);
}
