using System.Text.Json;
using System.Text.Json.Serialization;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.ServiceDefaults.Http;

/// <summary>
/// JSON as services read each other's answers: in the form of the API, and passing over what a newer peer adds, so that
/// each of them can be deployed alone.
/// </summary>
public static class PeerJson
{
    public static JsonSerializerOptions Options { get; } =
        new(StrictJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
}
