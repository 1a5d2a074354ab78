using System.Globalization;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Gateway;

/// <summary>An answer the gateway gives by itself.</summary>
internal sealed record Refusal(int Status, string Code, string Title, string Detail)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The rest of the request cannot be read or is not worth reading.</summary>
    public bool Close { get; init; }

    public async Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (RetryAfter is { } wait)
        {
            headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Close)
        {
            headers.Connection = "close";
        }

        await Problems.Problem(Status, Code, Title, Detail).ExecuteAsync(context);
    }
}
