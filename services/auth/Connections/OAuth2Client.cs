using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Auth.Platforms;
using ContentMultiplier.Contracts.Platforms;

namespace ContentMultiplier.Auth.Connections;

/// <summary>RFC 6749 with PKCE, driven by what the platform's worker announced.</summary>
internal sealed partial class OAuth2Client(HttpClient http, TimeProvider clock, ILogger<OAuth2Client> logger)
{
    private const int MaxAnswerBytes = 64 * 1024;

    public static string AuthorizationUrl(OAuth2Scheme scheme, OAuthApplication application, string state, string verifier)
    {
        var parameters = new Dictionary<string, string>(scheme.AuthorizeParameters, StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = application.ClientId,
            ["redirect_uri"] = application.RedirectUri.OriginalString,
            ["state"] = state,
        };
        if (scheme.Scopes.Count + scheme.OptionalScopes.Count > 0)
        {
            parameters["scope"] = string.Join(scheme.ScopeSeparator, scheme.Scopes.Concat(scheme.OptionalScopes).Distinct());
        }

        if (scheme.UsesPkce)
        {
            parameters["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
            parameters["code_challenge_method"] = "S256";
        }

        return WithQuery(scheme.AuthorizeUrl, parameters);
    }

    /// <summary>The code becomes a token; where the platform has longer-lived ones, that is traded for one at once.</summary>
    public async Task<TokenOutcome> ExchangeAsync(
        OAuth2Scheme scheme, OAuthApplication application, string code, string verifier, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(scheme.TokenParameters, StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = application.RedirectUri.OriginalString,
        };
        if (scheme.UsesPkce)
        {
            form["code_verifier"] = verifier;
        }

        using var request = Request(new Uri(scheme.TokenUrl), scheme, application, form);
        var outcome = await AskForTokensAsync(request, "authorization_code", cancellationToken);
        if (outcome is not TokenOutcome.Granted { Tokens: var first } || scheme.Exchange is not { } exchange)
        {
            return outcome;
        }

        return await TradeAsync(exchange, application, first.AccessToken, cancellationToken) is TokenOutcome.Granted { Tokens: var longer }
            ? new TokenOutcome.Granted(longer with { RefreshToken = longer.RefreshToken ?? first.RefreshToken, Scopes = longer.Scopes ?? first.Scopes })
            : new TokenOutcome.Unavailable("the platform did not give a long-lived token");
    }

    /// <param name="refreshToken">An access token where the platform renews those by themselves.</param>
    public async Task<TokenOutcome> RefreshAsync(
        OAuth2Scheme scheme, OAuthApplication application, string refreshToken, CancellationToken cancellationToken)
    {
        if (scheme.Renewal is { } renewal)
        {
            return await TradeAsync(renewal, application, refreshToken, cancellationToken);
        }

        var form = new Dictionary<string, string>(scheme.TokenParameters, StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
        };
        using var request = Request(new Uri(scheme.TokenUrl), scheme, application, form);
        return await AskForTokensAsync(request, "refresh_token", cancellationToken);
    }

    /// <returns>False when it should be tried again.</returns>
    public async Task<bool> RevokeAsync(OAuth2Scheme scheme, OAuthApplication application, string token, CancellationToken cancellationToken)
    {
        var url = new Uri(scheme.RevokeUrl!);
        using var request = scheme.RevokeEndsConsent()
            ? new HttpRequestMessage(HttpMethod.Delete, url) { Headers = { Authorization = new("Bearer", token) } }
            : Request(url, scheme, application, new(StringComparer.Ordinal) { ["token"] = token });
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

    private async Task<TokenOutcome> TradeAsync(
        TokenTrade trade, OAuthApplication application, string token, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = trade.GrantType,
            [trade.TokenParameter] = token,
        };
        foreach (var name in trade.ClientParameters)
        {
            parameters[name] = name == "client_id" ? application.ClientId : application.ClientSecret ?? "";
        }

        using var request = trade.Method == "POST"
            ? new HttpRequestMessage(HttpMethod.Post, trade.Url) { Content = new FormUrlEncodedContent(parameters) }
            : new HttpRequestMessage(HttpMethod.Get, WithQuery(trade.Url, parameters));
        return await AskForTokensAsync(request, trade.GrantType, cancellationToken);
    }

    private async Task<TokenOutcome> AskForTokensAsync(HttpRequestMessage request, string grant, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var outcome = TokenAnswer.Read(
                answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), clock.GetUtcNow());
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

    private static string WithQuery(string url, Dictionary<string, string> parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    private static bool IsLost(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grant}: no tokens (HTTP {Status}): {Reason}")]
    private partial void LogNotGranted(string grant, int status, string reason);
}
