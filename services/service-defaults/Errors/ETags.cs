using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.ServiceDefaults.Errors;

/// <summary>Entity tags over PostgreSQL's <c>xmin</c>: strong, and changed by every write of the row.</summary>
public static class ETags
{
    public static string Of(uint version) => $"\"{version:x8}\"";

    /// <summary>Does the request's <c>If-Match</c> name this version? <c>*</c> names every one.</summary>
    public static bool Matches(HttpRequest request, uint version) =>
        request.GetTypedHeaders().IfMatch.Any(tag => tag.Tag == "*" || (!tag.IsWeak && tag.Tag == Of(version)));
}
