using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>Turns what escaped a handler into a problem document. No exception text reaches the client.</summary>
internal sealed partial class ExceptionToProblem(ILogger<ExceptionToProblem> logger, IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = ProblemFor(exception, httpContext.Request);
        httpContext.Response.StatusCode = problem.StatusCode;
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "2";
            LogUnavailable(logger, exception.GetType().Name, httpContext.Request.Path);
        }
        else if (problem.StatusCode >= 500)
        {
            LogFailed(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = problem.ProblemDetails,
        });
    }

    private static ProblemHttpResult ProblemFor(Exception exception, HttpRequest request) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Problems.Invalid(JsonProblem.Explain(json)),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Problems.Problem(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is too large.", "At most 10 MB are read."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Problems.Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be JSON.", "Send Content-Type: application/json."),
        BadHttpRequestException bad when BindingProblem.Explain(bad) is { } errors => Problems.Invalid(errors),
        BadHttpRequestException bad => Problems.Problem(bad.StatusCode, "invalid_request", "The request is not valid.", bad.Message),
        JsonException json => Problems.Invalid(JsonProblem.Explain(json)),
        DbUpdateConcurrencyException => Problems.Conflict("changed_meanwhile", "It was changed by somebody else meanwhile; read it again."),
        DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } } or
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => Problems.Conflict("exists_already", "It exists already."),
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } => Problems.Invalid(BindingProblem.ExplainNul(request)),
        _ when IsOutage(exception) => Problems.Unavailable("dependency_unavailable", "A part of the system does not answer. Nothing was done; try again."),
        _ => Problems.Problem(StatusCodes.Status500InternalServerError, "internal_error", "Something failed on our side."),
    };

    private static bool IsOutage(Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or SocketException or TimeoutException or HttpRequestException
        || exception is PostgresException { SqlState: ['5', '7', ..] or ['0', '8', ..] or ['5', '3', ..] }
        || (exception is NpgsqlException or InvalidOperationException or DbUpdateException or OperationCanceledException
            && exception.InnerException is { } inner && IsOutage(inner));

    [LoggerMessage(Level = LogLevel.Warning, Message = "`{Path}` answered 503 because of a {Error}.")]
    private static partial void LogUnavailable(ILogger logger, string error, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} `{Path}` failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
