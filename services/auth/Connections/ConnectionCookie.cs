using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContentMultiplier.Auth.Connections;

/// <summary>
/// Ties a consent to the browser that asked for it. Without it, somebody could start a connection, send the consent page to
/// another person, and have that person's account connected to their own workspace.
/// </summary>
internal static class ConnectionCookie
{
    private const string Plain = "cm_connect";
    private const string HostOnly = "__Host-cm_connect";
    private const int SecretLength = 43;

    /// <summary>Gives the browser its secret; one that has one keeps it, so that two connections can be under way.</summary>
    public static string Ensure(HttpContext context, Uri redirectUri)
    {
        var secret = Read(context) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

        // The redirect URI tells how browsers reach us; this request came through the gateway and cannot.
        var isSecure = redirectUri.Scheme == Uri.UriSchemeHttps;
        context.Response.Cookies.Append(isSecure ? HostOnly : Plain, secret, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Authorization.Lifetime,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = isSecure,
        });
        return secret;
    }

    public static string? Read(HttpContext context) =>
        (context.Request.Cookies[HostOnly] ?? context.Request.Cookies[Plain]) is { Length: SecretLength } secret ? secret : null;

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
