using System.Text.Json.Nodes;

namespace ContentMultiplier.Sandbox.Sendgrid;

/// <summary>SendGrid's list of everything that is wrong.</summary>
internal sealed record SendgridError(int Status, IReadOnlyList<(string? Field, string Message)> Errors)
{
    public static readonly SendgridError Unauthorized = new(401, [(null, "The provided authorization grant is invalid, expired, or revoked")]);
    public static readonly SendgridError Forbidden = new(403, [(null, "access forbidden")]);
    public static readonly SendgridError TooMany = new(429, [(null, "too many requests")]);
    public static readonly SendgridError TooLarge = new(413, [(null, "content too large")]);
    public static readonly SendgridError BadJson = new(400, [(null, "Bad Request")]);

    public static readonly SendgridError UnverifiedSender = new(
        403, [("from", "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.")]);

    public static SendgridError OfStatus(int status) => status switch
    {
        401 => Unauthorized,
        403 => Forbidden,
        413 => TooLarge,
        429 => TooMany,
        404 => new(404, [(null, "not found")]),
        >= 500 => new(status, [(null, "internal server error")]),
        _ => new(status, [(null, "Bad Request")]),
    };

    public Task WriteAsync(HttpContext context) => Answer.NodeAsync(context, Status, new JsonObject
    {
        ["errors"] = new JsonArray([.. Errors.Select(error => new JsonObject { ["message"] = error.Message, ["field"] = error.Field })]),
    });
}
