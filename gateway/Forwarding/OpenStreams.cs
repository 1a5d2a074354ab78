using ContentMultiplier.Gateway.Authentication;
using ContentMultiplier.Gateway.Limits;
using ContentMultiplier.Gateway.Routing;

namespace ContentMultiplier.Gateway.Forwarding;

/// <summary>
/// An answer without an end would outlive the sign-in that opened it. So who is behind it is asked again for as long as it
/// lasts: it ends as soon as an ordinary request of the same caller would be refused, or would come with other rights.
/// </summary>
internal sealed class OpenStreams(RequestDelegate next, SessionCache sessions, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!RouteStream.Is(context) || context.Features.Get<Session>() is not { } session
            || Credential.Read(context.Request.Headers, out var credential) is not null)
        {
            await next(context);
            return;
        }

        // A gateway that stops does not wait for its streams; their readers come back to another one.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.RequestAborted = end.Token;
        var watch = WatchAsync(credential, session, Caller.Of(context.Connection), end);
        try
        {
            await next(context);
        }
        finally
        {
            await end.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(Credential credential, Session session, Caller caller, CancellationTokenSource end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                // While auth is away nothing is known against the caller.
                var answer = await sessions.FindAsync(credential, caller, end.Token);
                if (answer.IsFinal && answer.Session?.IsSameAs(session) != true)
                {
                    await end.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
    }
}
