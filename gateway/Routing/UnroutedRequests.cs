namespace ContentMultiplier.Gateway.Routing;

/// <summary>What no route takes gets an answer in the API's own form, before anybody asks who is calling.</summary>
internal sealed class UnroutedRequests(RequestDelegate next)
{
    private static readonly Refusal NotFound = new(
        StatusCodes.Status404NotFound, "not_found", "Not found", "There is nothing at this address; GET /openapi.json lists what there is.");

    public Task InvokeAsync(HttpContext context) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null => NotFound.WriteAsync(context),
        // Routing answers a wrong method or media type by an endpoint of its own, which sets status and Allow but writes nothing.
        var refusal => RefuseAsync(context, refusal),
    };

    private static async Task RefuseAsync(HttpContext context, Endpoint refusal)
    {
        await refusal.RequestDelegate!(context);

        var status = context.Response.StatusCode;
        var problem = status == StatusCodes.Status405MethodNotAllowed
            ? new Refusal(status, "method_not_allowed", "Method not allowed", $"This address takes {context.Response.Headers.Allow}.")
            : new Refusal(status, "not_acceptable", "Not acceptable", "This address does not take such a request.");
        await problem.WriteAsync(context);
    }
}
