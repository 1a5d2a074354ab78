using System.Text;

namespace ContentMultiplier.Sandbox.Faults;

/// <summary>Misbehaves on request. Costs one comparison while nobody asks for it.</summary>
internal sealed class FaultMiddleware(
    RequestDelegate next,
    FaultList faults,
    IEnumerable<IPlatform> platforms,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const string Junk = "<html><body>{\"data\":{\"id\":";

    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan PerByte = TimeSpan.FromSeconds(1);

    private readonly IPlatform[] known = [.. platforms];

    public Task InvokeAsync(HttpContext context) => faults.IsEmpty ? next(context) : MisbehaveAsync(context);

    private async Task MisbehaveAsync(HttpContext context)
    {
        var platform = Array.Find(known, item => context.Request.Path.StartsWithSegments($"/{item.Slug}", StringComparison.Ordinal));
        if (platform is null || faults.Take(platform, context.Request) is not { } fault)
        {
            await next(context);
            return;
        }

        // A client that leaves is not waited for, and neither is one when the sandbox stops.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await ApplyAsync(context, platform, fault, leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private Task ApplyAsync(HttpContext context, IPlatform platform, Fault fault, CancellationToken leaving) => fault.Request.Kind switch
    {
        FaultKinds.Delay => DelayAsync(context, fault, leaving),
        FaultKinds.ResetBefore => ResetAsync(context),
        FaultKinds.RateLimit => RefuseAsync(context, fault, () => platform.RefuseRateLimitedAsync(context, fault.RetryAfter)),
        FaultKinds.Status when !fault.Request.Accepted =>
            RefuseAsync(context, fault, () => platform.RefuseAsync(context, fault.Request.Status!.Value)),
        _ => AcceptAsync(context, platform, fault, leaving),
    };

    private async Task DelayAsync(HttpContext context, Fault fault, CancellationToken leaving)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(fault.Request.Milliseconds!.Value), time, leaving);
        await next(context);
    }

    private static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task RefuseAsync(HttpContext context, Fault fault, Func<Task> inItsOwnShape)
    {
        var status = fault.Request.Status ?? StatusCodes.Status429TooManyRequests;
        if (fault.Request.RetryAfter is not null || fault.Request.Kind == FaultKinds.RateLimit)
        {
            fault.RetryAfter.Write(context.Response);
        }

        await (fault.Request.Body is { } body ? WriteAsync(context, status, Encoding.UTF8.GetBytes(body)) : inItsOwnShape());
    }

    /// <summary>Lets the platform do the work, keeps its answer back, and then spoils it.</summary>
    private async Task AcceptAsync(HttpContext context, IPlatform platform, Fault fault, CancellationToken leaving)
    {
        var connection = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = connection;
        }

        if (context.Response.StatusCode is < 200 or > 299)
        {
            fault.GiveBack();
            await context.Response.Body.WriteAsync(answer.ToArray(), leaving);
            return;
        }

        await SpoilAsync(context, platform, fault, answer.ToArray(), leaving);
    }

    private async Task SpoilAsync(HttpContext context, IPlatform platform, Fault fault, byte[] answer, CancellationToken leaving)
    {
        switch (fault.Request.Kind)
        {
            case FaultKinds.LostAnswer:
                await Task.Delay(Milliseconds(fault) ?? LongestHold, time, leaving);
                context.Abort();
                break;
            case FaultKinds.Status:
                context.Response.ContentLength = null;
                await RefuseAsync(context, fault, () => platform.RefuseAsync(context, fault.Request.Status!.Value));
                break;
            case FaultKinds.Garbage:
                await WriteAsync(context, fault.Request.Status ?? StatusCodes.Status200OK, Encoding.UTF8.GetBytes(fault.Request.Body ?? Junk));
                break;
            case FaultKinds.SlowBody:
                await DripAsync(context, answer, Milliseconds(fault) ?? PerByte, leaving);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private async Task DripAsync(HttpContext context, byte[] answer, TimeSpan perByte, CancellationToken leaving)
    {
        for (var index = 0; index < answer.Length; index++)
        {
            await context.Response.Body.WriteAsync(answer.AsMemory(index, 1), leaving);
            await context.Response.Body.FlushAsync(leaving);
            await Task.Delay(perByte, time, leaving);
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static TimeSpan? Milliseconds(Fault fault) =>
        fault.Request.Milliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
