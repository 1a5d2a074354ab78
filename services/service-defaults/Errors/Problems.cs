using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>The problem documents of the API (RFC 9457). The <c>type</c> is stable: clients may switch on it.</summary>
public static class Problems
{
    public static ProblemHttpResult Problem(int status, string code, string title, string? detail = null) =>
        TypedResults.Problem(new ProblemDetails
        {
            Status = status,
            Type = TypeOf(code),
            Title = title,
            Detail = detail,
        });

    /// <summary>400: the request itself is malformed.</summary>
    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors) =>
        WithErrors(StatusCodes.Status400BadRequest, "invalid_request", "The request is not valid.", errors);

    public static ProblemHttpResult Invalid(ErrorBag errors) => Invalid(errors.ToDictionary());

    /// <summary>422: well formed, but against a rule; every problem at once.</summary>
    public static ProblemHttpResult Unprocessable(IDictionary<string, string[]> errors) =>
        WithErrors(StatusCodes.Status422UnprocessableEntity, "validation_failed", "The content breaks rules; nothing was stored or sent.", errors);

    public static ProblemHttpResult Unprocessable(ErrorBag errors) => Unprocessable(errors.ToDictionary());

    /// <summary>404: not there, or not yours; the two look alike on purpose.</summary>
    public static ProblemHttpResult NotFound(string? detail = null) =>
        Problem(StatusCodes.Status404NotFound, "not_found", "There is nothing here.", detail);

    public static ProblemHttpResult Conflict(string code, string detail) =>
        Problem(StatusCodes.Status409Conflict, code, "The request conflicts with the present state.", detail);

    public static ProblemHttpResult Unavailable(string code, string detail) =>
        Problem(StatusCodes.Status503ServiceUnavailable, code, "Not available at the moment; try again.", detail);

    public static string TypeOf(string code) => "urn:content-multiplier:" + code;

    private static ProblemHttpResult WithErrors(int status, string code, string title, IDictionary<string, string[]> errors) =>
        TypedResults.Problem(new ProblemDetails
        {
            Status = status,
            Type = TypeOf(code),
            Title = title,
            Extensions = { ["errors"] = errors },
        });
}
