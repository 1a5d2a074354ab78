using System.Text.Json;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>An error as X words it.</summary>
internal sealed record TwitterProblem(int Status, string Title, string Detail, string Type = "about:blank")
{
    private const string Types = "https://api.x.com/2/problems/";

    public static readonly TwitterProblem Unauthorized = new(401, "Unauthorized", "Unauthorized");

    public static readonly TwitterProblem MissingScope = new(403, "Forbidden", "You are not permitted to perform this action.");

    public static readonly TwitterProblem Duplicate =
        new(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.");

    public static readonly TwitterProblem ReplyToNothing =
        new(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.");

    public static readonly TwitterProblem ReplyNotAllowed = new(
        403,
        "Forbidden",
        "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.");

    public static readonly TwitterProblem TooManyRequests = new(429, "Too Many Requests", "Too Many Requests");

    /// <summary>The message on the parameter that was wrong, which X lists beside the problem.</summary>
    public string? Error { get; init; }

    public string? Parameter { get; init; }

    public string? Value { get; init; }

    public static TwitterProblem Invalid(string error, string? parameter = null, string? value = null) =>
        new(400, "Invalid Request", "One or more parameters to your request was invalid.", Types + "invalid-request")
        {
            Error = error,
            Parameter = parameter,
            Value = value,
        };

    public static TwitterProblem OfStatus(int status) => status switch
    {
        400 => Invalid("The request is invalid."),
        401 => Unauthorized,
        402 => new(402, "CreditsDepleted", "Your enrolled account does not have any credits to fulfill this request.", Types + "credits"),
        403 => MissingScope,
        404 => new(404, "Not Found", "Not Found"),
        429 => TooManyRequests,
        503 => new(503, "Service Unavailable", "Service Unavailable"),
        >= 500 => new(status, "Internal Server Error", "Something is broken.", Types + "internal-error"),
        _ => new(status, "Refused", "The request was refused."),
    };

    public Task WriteAsync(HttpContext context) => Answer.JsonAsync(context, Status, this, WriteBody, Answer.Problem);

    /// <summary>X answers 200 to a read of something that is not there, and says so in <c>errors</c>.</summary>
    public static void WriteNotFound(Utf8JsonWriter json, string resource, string parameter, string id)
    {
        json.WriteStartObject();
        json.WriteString("value"u8, id);
        json.WriteString("detail"u8, $"Could not find {resource} with {parameter}: [{id}].");
        json.WriteString("title"u8, "Not Found Error");
        json.WriteString("resource_type"u8, resource);
        json.WriteString("parameter"u8, parameter);
        json.WriteString("resource_id"u8, id);
        json.WriteString("type"u8, Types + "resource-not-found");
        json.WriteEndObject();
    }

    /// <summary>The same for a field that the reader may not have.</summary>
    public static void WriteFieldDenied(Utf8JsonWriter json, string field, string id)
    {
        json.WriteStartObject();
        json.WriteString("resource_id"u8, id);
        json.WriteString("parameter"u8, $"post.fields={field}");
        json.WriteString("resource_type"u8, "tweet"u8);
        json.WriteString("section"u8, "data"u8);
        json.WriteString("title"u8, "Field Authorization Error");
        json.WriteString("value"u8, id);
        json.WriteString("detail"u8, $"Sorry, you are not authorized to access '{field}' on the Post with post.id : [{id}].");
        json.WriteString("field"u8, field);
        json.WriteString("type"u8, Types + "not-authorized-for-field");
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, TwitterProblem problem)
    {
        json.WriteStartObject();
        if (problem.Error is not null)
        {
            json.WriteStartArray("errors"u8);
            json.WriteStartObject();
            json.WriteStartObject("parameters"u8);
            if (problem.Parameter is not null)
            {
                json.WriteStartArray(problem.Parameter);
                json.WriteStringValue(problem.Value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteString("message"u8, problem.Error);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("title"u8, problem.Title);
        json.WriteString("detail"u8, problem.Detail);
        json.WriteString("type"u8, problem.Type);
        json.WriteNumber("status"u8, problem.Status);
        json.WriteEndObject();
    }
}
