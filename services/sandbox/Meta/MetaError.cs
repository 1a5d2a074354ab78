using System.Text.Json.Nodes;

namespace ContentMultiplier.Sandbox.Meta;

/// <summary>An error as the Graph API words it. Nearly all of them are HTTP 400.</summary>
internal sealed record MetaError(int Code, string Message, int Subcode = 0, int Status = StatusCodes.Status400BadRequest, string? ForPeople = null)
{
    public static readonly MetaError Unauthorized = new(190, "Error validating access token: The session has been invalidated.", 460, 401);

    public static readonly MetaError Throttled = new(32, "(#32) Page request limit reached");

    public static MetaError Invalid(string message, int subcode = 0) => new(100, $"(#100) {message}", subcode);

    public static MetaError NotVisible(string id) => new(
        100, $"Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation", 33);

    public static MetaError Denied(string permission) => new(200, $"(#200) Requires {permission} permission", Status: StatusCodes.Status403Forbidden);

    public static MetaError OfStatus(int status) => status switch
    {
        400 => Invalid("Invalid parameter"),
        401 => Unauthorized,
        403 => Denied("pages_manage_posts"),
        429 => Throttled,
        >= 500 => new(2, "An unexpected error has occurred. Please retry your request later.", Status: status),
        _ => new(100, "Unsupported request", 33, status),
    };

    public Task WriteAsync(HttpContext context)
    {
        var error = new JsonObject
        {
            ["message"] = Message,
            ["type"] = Code is 190 or 200 or 10 ? "OAuthException" : "GraphMethodException",
            ["code"] = Code,
            ["is_transient"] = Code is 1 or 2,
            ["fbtrace_id"] = "AbCdEfGhIjK",
        };
        if (Subcode != 0)
        {
            error["error_subcode"] = Subcode;
        }

        if (ForPeople is { } said)
        {
            error["error_user_msg"] = said;
        }

        return Answer.NodeAsync(context, Status, new JsonObject { ["error"] = error });
    }
}
