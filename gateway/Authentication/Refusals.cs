namespace ContentMultiplier.Gateway.Authentication;

/// <summary>The ways in which a credential is not accepted.</summary>
internal static class Refusals
{
    public static readonly Refusal NoCredential = new(
        StatusCodes.Status401Unauthorized, "unauthenticated", "Unauthorized", "Send Authorization: Bearer with an access token or an API key.");

    public static readonly Refusal WrongScheme = new(
        StatusCodes.Status401Unauthorized, "unauthenticated", "Unauthorized", "The Authorization header has to be one Bearer token or API key.");

    public static readonly Refusal Invalid = new(
        StatusCodes.Status401Unauthorized, "invalid_credential", "Unauthorized", "The access token or API key is wrong, expired or revoked.");

    public static readonly Refusal WorkspaceIsNoId = new(
        StatusCodes.Status400BadRequest, "invalid_workspace", "Bad request", $"{Credential.WorkspaceHeader} has to be the id of a workspace.");

    public static readonly Refusal NoSuchWorkspace = new(
        StatusCodes.Status404NotFound, "workspace_not_found", "Not found", $"There is no workspace as the address or {Credential.WorkspaceHeader} names it, or the caller does not belong to it.");

    public static readonly Refusal AddressNotAllowed = new(
        StatusCodes.Status403Forbidden, "address_not_allowed", "Forbidden", "This API key may not be used from the address that the request came from. Its allowed_addresses say where it may.");

    public static readonly Refusal TooManyCredentials = new(
        StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests", "Too many different credentials came from this address.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static readonly Refusal Unavailable = new(
        StatusCodes.Status503ServiceUnavailable, "auth_unavailable", "Service unavailable", "Credentials cannot be checked at the moment. Nothing was done; try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
