namespace ContentMultiplier.Sandbox.Faults;

internal static class FaultEndpoints
{
    private const string Path = "/_sandbox/faults";

    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        var faults = routes.ServiceProvider.GetRequiredService<FaultList>();
        var platforms = routes.ServiceProvider.GetServices<IPlatform>().ToArray();
        routes.MapGet(Path, (RequestDelegate)(context => context.Response.WriteAsJsonAsync(
            faults.Views.ToArray(), SandboxJson.Default.FaultViewArray, cancellationToken: context.RequestAborted)));
        routes.MapPost(Path, (RequestDelegate)(context => AddAsync(context, faults, platforms)));
        routes.MapDelete(Path, (RequestDelegate)(context =>
        {
            faults.Clear();
            return Answer.NoContentAsync(context);
        }));
    }

    private static async Task AddAsync(HttpContext context, FaultList faults, IPlatform[] platforms)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.FaultRequest) is not { } request)
        {
            return;
        }

        if (request.FindMistake(platforms) is { } mistake)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, mistake);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(
            faults.Add(request, RetryAfter.Of(request.RetryAfter)!),
            SandboxJson.Default.FaultView,
            cancellationToken: context.RequestAborted);
    }
}
