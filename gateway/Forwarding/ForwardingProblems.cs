using ContentMultiplier.Gateway.Limits;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace ContentMultiplier.Gateway.Forwarding;

/// <summary>Says in the API's own form why a request was not forwarded or not answered.</summary>
internal sealed partial class ForwardingProblems(RequestDelegate next, IOptions<RequestLimits> limits, ILogger<ForwardingProblems> logger)
{
    private static readonly Refusal Malformed = new(
        StatusCodes.Status400BadRequest, "malformed_body", "Bad request", "The body could not be read to its end.") { Close = true };

    private static readonly Refusal Away = new(
        StatusCodes.Status503ServiceUnavailable, "service_unavailable", "Service unavailable", "The service is not there at the moment. Nothing was done; try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    private static readonly Refusal Broken = new(
        StatusCodes.Status502BadGateway, "bad_gateway", "Bad gateway", "The service broke off. What was asked may have been done; repeat it with the same Idempotency-Key.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    private static readonly Refusal TimedOut = new(
        StatusCodes.Status504GatewayTimeout, "gateway_timeout", "Gateway timeout", "The service took too long. What was asked may have been done; repeat it with the same Idempotency-Key.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        if (context.GetForwarderErrorFeature() is not { } failure || context.Response.HasStarted)
        {
            return;
        }

        var timedOut = context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true;
        if (context.RequestAborted.IsCancellationRequested && !timedOut)
        {
            return;
        }

        var refusal = timedOut ? TimedOut : RefusalOf(failure, context);
        if (refusal.Status >= StatusCodes.Status500InternalServerError)
        {
            LogFailed(logger, context.GetReverseProxyFeature().Cluster.Config.ClusterId, refusal.Code, failure.Error, failure.Exception?.Message);
        }

        // What went wrong took the headers set so far along.
        context.Response.Headers[RequestGuard.RequestId] = context.Request.Headers[RequestGuard.RequestId];
        await refusal.WriteAsync(context);
    }

    private Refusal RefusalOf(IForwarderErrorFeature failure, HttpContext context) => failure.Error switch
    {
        ForwarderError.NoAvailableDestinations => Away,
        ForwarderError.RequestTimedOut => TimedOut,
        ForwarderError.RequestBodyClient => Find<BadHttpRequestException>(failure.Exception)?.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? RequestGuard.BodyTooLarge(RequestGuard.BodyLimitOf(context, limits.Value.BodyBytes))
            : Malformed,
        _ when Find<HttpRequestException>(failure.Exception)?.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => Away,
        _ => Broken,
    };

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception => exception switch
        {
            null => null,
            TException found => found,
            AggregateException many => many.InnerExceptions.Select(Find<TException>).FirstOrDefault(found => found is not null),
            _ => Find<TException>(exception.InnerException),
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request to {Cluster} ended in {Code}: {Error} {Reason}")]
    private static partial void LogFailed(ILogger logger, string cluster, string code, ForwarderError error, string? reason);
}
