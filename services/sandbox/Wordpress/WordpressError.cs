using System.Text.Json.Nodes;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>WordPress's one shape of error, for everything that the API itself refuses.</summary>
internal sealed record WordpressError(int Status, string Code, string Message, JsonObject? Data = null)
{
    public static readonly WordpressError NotLoggedIn = new(401, "rest_not_logged_in", "You are not currently logged in.");
    public static readonly WordpressError CannotCreate = new(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.");
    public static readonly WordpressError CannotEdit = new(401, "rest_cannot_edit", "Sorry, you are not allowed to edit this post.");
    public static readonly WordpressError ForbiddenContext = new(401, "rest_forbidden_context", "Sorry, you are not allowed to edit posts in this post type.");
    public static readonly WordpressError NoRoute = new(404, "rest_no_route", "No route was found matching the URL and request method.");
    public static readonly WordpressError InvalidId = new(404, "rest_post_invalid_id", "Invalid post ID.");
    public static readonly WordpressError InvalidJson = new(400, "rest_invalid_json", "Invalid JSON body passed.");
    public static readonly WordpressError EmptyContent = new(400, "empty_content", "Content, title, and excerpt are empty.");
    public static readonly WordpressError TooMany = new(429, "too_many_requests", "Too many requests.");

    public static readonly WordpressError WrongType = new(
        500, "rest_upload_sideload_error", "Sorry, you are not allowed to upload this file type.");

    public static readonly WordpressError NoDisposition = new(
        400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.");

    public static WordpressError InvalidParameters(IReadOnlyDictionary<string, string> mistakes)
    {
        var parameters = new JsonObject();
        foreach (var (name, message) in mistakes)
        {
            parameters[name] = message;
        }

        return new(400, "rest_invalid_param", $"Invalid parameter(s): {string.Join(", ", mistakes.Keys)}", new JsonObject { ["params"] = parameters });
    }

    public static WordpressError TermExists(long id) => new(
        400, "term_exists", "A term with the name provided already exists with this parent.", new JsonObject { ["term_id"] = id });

    public static WordpressError OfStatus(int status) => status switch
    {
        401 => CannotCreate,
        404 => NoRoute,
        429 => TooMany,
        >= 500 => new(status, "internal_server_error", "There has been a critical error on this website."),
        403 => new(status, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user."),
        _ => new(status, "rest_invalid_param", "Invalid parameter(s): content"),
    };

    public Task WriteAsync(HttpContext context)
    {
        var data = Data?.DeepClone().AsObject() ?? [];
        data["status"] = Status;
        return Answer.NodeAsync(context, Status, new JsonObject { ["code"] = Code, ["message"] = Message, ["data"] = data });
    }
}
