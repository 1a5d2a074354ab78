using System.Text.Json.Nodes;

namespace ContentMultiplier.Sandbox.Mailchimp;

/// <summary>Mailchimp's form of a problem.</summary>
internal sealed record MailchimpProblem(int Status, string Title, string Detail, IReadOnlyList<(string Field, string Message)>? Errors = null)
{
    public static readonly MailchimpProblem Unauthorized = new(401, "API Key Invalid", "Your API key may be invalid, or you've attempted to access the wrong datacenter.");
    public static readonly MailchimpProblem NotFound = new(404, "Resource Not Found", "The requested resource could not be found.");
    public static readonly MailchimpProblem TooMany = new(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.");
    public static readonly MailchimpProblem BadJson = new(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.");

    public static MailchimpProblem Invalid(IReadOnlyList<(string Field, string Message)> errors) =>
        new(400, "Invalid Resource", "The resource submitted could not be validated. For field-specific details, see the 'errors' array.", errors);

    public static MailchimpProblem WrongState(string status) =>
        new(400, "Bad Request", $"This campaign cannot be changed or sent in its state: {status}.");

    public static MailchimpProblem OfStatus(int status) => status switch
    {
        401 => Unauthorized,
        403 => new(403, "Forbidden", "You are not permitted to access this resource."),
        404 => NotFound,
        429 => TooMany,
        >= 500 => new(status, "Internal Server Error", "An unexpected internal error has occurred."),
        _ => new(status, "Bad Request", "Your request could not be processed."),
    };

    public Task WriteAsync(HttpContext context)
    {
        var problem = new JsonObject
        {
            ["type"] = "https://mailchimp.com/developer/marketing/docs/errors/",
            ["title"] = Title,
            ["status"] = Status,
            ["detail"] = Detail,
            ["instance"] = Guid.NewGuid().ToString(),
        };
        if (Errors is not null)
        {
            problem["errors"] = new JsonArray([.. Errors.Select(error => new JsonObject { ["field"] = error.Field, ["message"] = error.Message })]);
        }

        return Answer.NodeAsync(context, Status, problem, Answer.Problem);
    }
}
