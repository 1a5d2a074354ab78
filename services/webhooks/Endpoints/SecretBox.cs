using System.Text;
using System.Text.Json;
using ContentMultiplier.Webhooks.Deliveries;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>
/// Seals what a user's receiver trusts us with, under the key ring of the services and bound to its workspace and endpoint: a row
/// that is copied elsewhere opens nothing there.
/// </summary>
internal sealed class SecretBox(IDataProtectionProvider protection)
{
    public string Seal(string secret, Guid workspaceId, Guid endpointId) =>
        WebEncoders.Base64UrlEncode(ProtectorOf(workspaceId, endpointId).Protect(Encoding.UTF8.GetBytes(secret)));

    public string Open(string sealedSecret, Guid workspaceId, Guid endpointId) =>
        Encoding.UTF8.GetString(ProtectorOf(workspaceId, endpointId).Unprotect(WebEncoders.Base64UrlDecode(sealedSecret)));

    public string SealHeaders(IReadOnlyDictionary<string, string>? headers, Guid workspaceId, Guid endpointId) =>
        headers is { Count: > 0 } ? Seal(JsonSerializer.Serialize(headers), workspaceId, endpointId) : "";

    public IReadOnlyDictionary<string, string> OpenHeaders(Target target) => target.Headers.Length == 0
        ? new Dictionary<string, string>()
        : JsonSerializer.Deserialize<Dictionary<string, string>>(Open(target.Headers, target.WorkspaceId, target.EndpointId))!;

    /// <summary>An answer that shows a secret, kept to be given once more.</summary>
    public byte[] SealAnswer(byte[] body, Guid workspaceId) => ProtectorOf(workspaceId, Guid.Empty).Protect(body);

    public byte[] OpenAnswer(byte[] body, Guid workspaceId) => ProtectorOf(workspaceId, Guid.Empty).Unprotect(body);

    private IDataProtector ProtectorOf(Guid workspaceId, Guid endpointId) =>
        protection.CreateProtector("cm.webhooks", workspaceId.ToString(), endpointId.ToString());
}
