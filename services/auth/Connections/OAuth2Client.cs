using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Auth.Connections;

/// <summary>RFC 6749 with PKCE, driven by what the platform's worker announced.</summary>
internal sealed partial class OAuth2Client(HttpClient http, TimeProvider clock, ILogger<OAuth2Client> logger)
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>"This grant is not good": RFC 6749, and what X answers to a refresh token that was used before.</summary>
    private static readonly string[] Refusals = ["invalid_grant", "invalid_request", "invalid_token", "access_denied"];

    public static string AuthorizationUrl(OAuth2Scheme scheme, OAuthApplication application, string state, string verifier)
    {
        var parameters = new Dictionary<string, string>(scheme.AuthorizeParameters, StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = application.ClientId,
            ["redirect_uri"] = application.RedirectUri.OriginalString,
            ["scope"] = string.Join(' ', scheme.Scopes),
            ["state"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return $"{scheme.AuthorizeUrl}{(scheme.AuthorizeUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    public Task<TokenOutcome> ExchangeAsync(
        OAuth2Scheme scheme, OAuthApplication application, string code, string verifier, CancellationToken cancellationToken) =>
        AskForTokensAsync(
            scheme,
            application,
            new(StringComparer.Ordinal)
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = application.RedirectUri.OriginalString,
                ["code_verifier"] = verifier,
            },
            cancellationToken);

    public Task<TokenOutcome> RefreshAsync(
        OAuth2Scheme scheme, OAuthApplication application, string refreshToken, CancellationToken cancellationToken) =>
        AskForTokensAsync(
            scheme,
            application,
            new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken },
            cancellationToken);

    /// <returns>False when it should be tried again.</returns>
    public async Task<bool> RevokeAsync(Uri revokeUrl, OAuth2Scheme scheme, OAuthApplication application, string token, CancellationToken cancellationToken)
    {
        using var request = Request(revokeUrl, scheme, application, new(StringComparer.Ordinal) { ["token"] = token });
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode is < 500 and not (408 or 429);
        }
        catch (Exception lost) when (IsLost(lost, cancellationToken))
        {
            return false;
        }
    }

    private async Task<TokenOutcome> AskForTokensAsync(
        OAuth2Scheme scheme, OAuthApplication application, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var grant = form["grant_type"];
        using var request = Request(new Uri(scheme.TokenUrl), scheme, application, form);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var outcome = Read(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            if (outcome is not TokenOutcome.Granted)
            {
                LogNotGranted(grant, (int)answer.StatusCode, outcome.ToString());
            }

            return outcome;
        }
        catch (Exception lost) when (IsLost(lost, cancellationToken))
        {
            LogNotGranted(grant, 0, lost.GetType().Name);
            return new TokenOutcome.Unavailable("the platform did not answer");
        }
    }

    private static HttpRequestMessage Request(Uri url, OAuth2Scheme scheme, OAuthApplication application, Dictionary<string, string> form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (application.ClientSecret is not { } secret)
        {
            form["client_id"] = application.ClientId;
        }
        else if (scheme.ClientAuthentication == "form")
        {
            form["client_id"] = application.ClientId;
            form["client_secret"] = secret;
        }
        else
        {
            var pair = $"{Uri.EscapeDataString(application.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private TokenOutcome Read(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new TokenOutcome.Unavailable("the answer has an unknown form");
            }

            if ((int)status is >= 200 and < 300 && Text(root, "access_token") is { } accessToken)
            {
                return new TokenOutcome.Granted(new OAuthTokens(
                    accessToken,
                    Text(root, "refresh_token"),
                    Text(root, "scope")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
                    Seconds(root) is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null));
            }

            var error = Text(root, "error");
            return (int)status is >= 400 and < 500 && Refusals.Contains(error, StringComparer.Ordinal)
                ? new TokenOutcome.Refused(error!)
                : new TokenOutcome.Unavailable($"the platform answered {(int)status}");
        }
        catch (JsonException)
        {
            return new TokenOutcome.Unavailable($"the platform answered {(int)status} without JSON");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static long? Seconds(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value))
        {
            return null;
        }

        // Some platforms send the number as a string.
        var known = value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var seconds)
            : long.TryParse(value.ValueKind == JsonValueKind.String ? value.GetString() : null, out seconds);
        return known && seconds is > 0 and < 1_000_000_000 ? seconds : null;
    }

    private static bool IsLost(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grant}: no tokens (HTTP {Status}): {Reason}")]
    private partial void LogNotGranted(string grant, int status, string reason);
}
