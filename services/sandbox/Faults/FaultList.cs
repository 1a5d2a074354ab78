namespace ContentMultiplier.Sandbox.Faults;

internal sealed class FaultList
{
    private readonly Lock gate = new();
    private volatile Fault[] faults = [];
    private int lastId;

    public bool IsEmpty => faults.Length == 0;

    public IEnumerable<FaultView> Views => faults.Select(fault => fault.View);

    public FaultView Add(FaultRequest request, RetryAfter retryAfter)
    {
        lock (gate)
        {
            var fault = new Fault(++lastId, request, retryAfter);
            faults = [.. faults.Where(known => !known.IsSpent), fault];
            return fault.View;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults = [];
        }
    }

    /// <summary>The oldest fault that the request falls under, already counted.</summary>
    public Fault? Take(IPlatform platform, HttpRequest request)
    {
        foreach (var fault in faults)
        {
            if (Hits(fault.Request, platform, request) && fault.TryTake())
            {
                return fault;
            }
        }

        return null;
    }

    private static bool Hits(FaultRequest fault, IPlatform platform, HttpRequest request) =>
        fault.Platform == platform.Slug
        && (fault.Path is null ? platform.IsCreate(request) : IsUnder(fault.Path, platform, request))
        && (fault.Account is null || platform.IsFrom(request, fault.Account));

    private static bool IsUnder(string prefix, IPlatform platform, HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (prefix.StartsWith('*'))
        {
            return HttpMethods.IsPost(request.Method) && path.EndsWith(prefix[1..], StringComparison.Ordinal);
        }

        return path.StartsWith(prefix, StringComparison.Ordinal)
            || path.AsSpan(platform.Slug.Length + 1).StartsWith(prefix, StringComparison.Ordinal);
    }
}
