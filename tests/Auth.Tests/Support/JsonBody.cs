using System.Net.Http.Json;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Auth.Tests.Support;

internal static class JsonBody
{
    public static HttpContent Of<T>(T body) => JsonContent.Create(body, options: StrictJson.Options);
}
