using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

/// <summary>An answer that is complete before it is sent, so that it can be kept in the transaction that it speaks of.</summary>
public sealed record StoredAnswer(int Status, byte[] Body, string? Location = null, uint? ETag = null) : IResult
{
    public static StoredAnswer Of<T>(int status, T body, string? location = null) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(body, StrictJson.Options), location);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (ETag is { } version)
        {
            response.Headers.ETag = ETags.Of(version);
        }

        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
