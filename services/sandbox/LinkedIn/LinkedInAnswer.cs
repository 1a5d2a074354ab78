using System.Text.Json;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>An error as LinkedIn words it.</summary>
internal sealed record LinkedInError(int Status, string Code, string Message, int? ServiceErrorCode = null)
{
    public static readonly LinkedInError Unauthorized = new(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600);

    public static readonly LinkedInError VersionMissing =
        new(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the LinkedIn-Version header.");

    public static readonly LinkedInError TooManyRequests =
        new(429, "TOO_MANY_REQUESTS", "Resource level throttle limit for calls to this resource is reached.", 101);

    public static LinkedInError Invalid(string message, string code = "ILLEGAL_ARGUMENT") => new(400, code, message);

    public static LinkedInError Denied(string resource) => new(403, "ACCESS_DENIED", $"Not enough permissions to access: {resource}", 100);

    public static LinkedInError NotFound(string urn) => new(404, "NOT_FOUND", $"Entity {urn} does not exist");

    public static LinkedInError OfStatus(int status) => status switch
    {
        400 => Invalid("The request is invalid"),
        401 => Unauthorized,
        403 => Denied("partnerApiPostsExternal.CREATE"),
        404 => NotFound("urn:li:share:0"),
        409 => new(409, "CONFLICT", "Request conflicts with another. Retry the request"),
        422 => new(422, "UNPROCESSABLE_ENTITY", "The request could not be processed"),
        426 => new(426, "NONEXISTENT_VERSION", "Requested version is not active"),
        429 => TooManyRequests,
        _ => new(status, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
    };

    public Task WriteAsync(HttpContext context) => Answer.JsonAsync(context, Status, this, static (json, error) =>
    {
        json.WriteStartObject();
        json.WriteNumber("status"u8, error.Status);
        if (error.ServiceErrorCode is { } code)
        {
            json.WriteNumber("serviceErrorCode"u8, code);
        }

        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    });

    /// <summary>The older form, in which LinkedIn names the post that it has.</summary>
    public static Task WriteDuplicateAsync(HttpContext context, string urn) =>
        Answer.JsonAsync(context, StatusCodes.Status422UnprocessableEntity, urn, static (json, original) =>
        {
            json.WriteStartObject();
            json.WriteString("errorDetailType"u8, "com.linkedin.common.error.BadRequest"u8);
            json.WriteString("message"u8, $"Content is a duplicate of {original}");
            json.WriteStartObject("errorDetails"u8);
            json.WriteStartArray("inputErrors"u8);
            json.WriteStartObject();
            json.WriteString("description"u8, "Duplicate post is detected"u8);
            json.WriteStartObject("input"u8);
            json.WriteEndObject();
            json.WriteString("code"u8, "DUPLICATE_POST"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteNumber("status"u8, 422);
            json.WriteEndObject();
        });
}
