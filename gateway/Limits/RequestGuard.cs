using System.Diagnostics;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace ContentMultiplier.Gateway.Limits;

/// <summary>Takes away what clients must not say, and turns away what two parties could read differently.</summary>
internal sealed class RequestGuard(RequestDelegate next, IOptions<RequestLimits> limits)
{
    public const string RequestId = "X-Request-Id";

    private const string KeyPrefix = "cm_live_";

    private static readonly Refusal Ambiguous = new(
        StatusCodes.Status400BadRequest, "ambiguous_framing", "Bad request",
        "The request says its length in more than one way, or in one that is not supported.") { Close = true };

    private static readonly Refusal CredentialInQuery = new(
        StatusCodes.Status401Unauthorized, "credential_in_query", "Unauthorized",
        "Credentials are not taken from the address, because addresses end up in logs. Replace this one and send it as Authorization: Bearer.");

    private readonly long _bodyBytes = limits.Value.BodyBytes;

    public static Refusal BodyTooLarge(long most) => new(
        StatusCodes.Status413PayloadTooLarge, "body_too_large", "Body too large", $"A request body may have {most} bytes here.") { Close = true };

    /// <summary>Most bytes of a body: the route's own limit where it has one.</summary>
    public static long BodyLimitOf(HttpContext context, long usual) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.MaxRequestBodySize ?? usual;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        RemoveReserved(headers);
        StampRequestId(context, headers);

        if (IsAmbiguous(headers))
        {
            return Ambiguous.WriteAsync(context);
        }

        if (headers.ContentLength is { } length && length > BodyLimitOf(context, _bodyBytes))
        {
            return RefuseBodyAsync(context);
        }

        if (headers.TransferEncoding.Count > 0)
        {
            LimitBody(context);
        }

        if (context.Request.QueryString.HasValue && CarriesCredential(context.Request.QueryString.Value))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return CredentialInQuery.WriteAsync(context);
        }

        return next(context);
    }

    private static void RemoveReserved(IHeaderDictionary headers)
    {
        List<string>? reserved = null;
        foreach (var (name, _) in headers)
        {
            if (IsReserved(name))
            {
                (reserved ??= []).Add(name);
            }
        }

        if (reserved is not null)
        {
            foreach (var name in reserved)
            {
                headers.Remove(name);
            }
        }
    }

    private static bool IsReserved(string name) =>
        (name[0] | 0x20) switch
        {
            'x' => name.StartsWith("X-Cm-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
                || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
                || name.Equals(RequestId, StringComparison.OrdinalIgnoreCase),
            'f' => name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    private static void StampRequestId(HttpContext context, IHeaderDictionary headers)
    {
        // The trace's id, so that the header, the problem document and the trace are found by one value.
        var id = Activity.Current is { } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;
        headers[RequestId] = id;
        context.Response.Headers[RequestId] = id;
    }

    private static bool IsAmbiguous(IHeaderDictionary headers)
    {
        var encoding = headers.TransferEncoding;
        // Given both, Kestrel believes the encoding and moves the length to this name.
        return encoding.Count > 0
            && (encoding.Count > 1 || !"chunked".Equals(encoding[0], StringComparison.OrdinalIgnoreCase) || headers.ContainsKey("X-Content-Length"));
    }

    private static bool CarriesCredential(string query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            if (name.Equals("access_token", StringComparison.OrdinalIgnoreCase)
                || name.Equals("api_key", StringComparison.OrdinalIgnoreCase)
                || name.Equals("api-key", StringComparison.OrdinalIgnoreCase)
                || name.Equals("apikey", StringComparison.OrdinalIgnoreCase)
                || pair.DecodeValue().Span.Contains(KeyPrefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private Task RefuseBodyAsync(HttpContext context)
    {
        LetDrain(context);
        return BodyTooLarge(BodyLimitOf(context, _bodyBytes)).WriteAsync(context);
    }

    /// <summary>A body without a length is counted here, since the server cannot drain one that it has refused itself.</summary>
    private void LimitBody(HttpContext context)
    {
        LetDrain(context);
        context.Request.Body = new LimitedStream(
            context.Request.Body,
            BodyLimitOf(context, _bodyBytes),
            () => new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge));
    }

    /// <summary>
    /// Lets the server drain what is on its way for a moment: a reset would take the answer from a client that is still writing.
    /// </summary>
    private static void LetDrain(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }
}
