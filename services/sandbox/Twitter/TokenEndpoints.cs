using System.Text;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed record TokenRequest(string? Handle, string? Scope, string? ClientId);

internal sealed class TokenEndpoints(AuthorizationCodes codes, TwitterGrants grants)
{
    private const string AllScopes = "tweet.read tweet.write users.read media.write offline.access";

    public async Task IssueAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form)
        {
            return;
        }

        if (ClientOf(context.Request, form) is not { } client)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized_client", "Missing valid authorization header");
            return;
        }

        switch (form["grant_type"].ToString())
        {
            case "authorization_code":
                await RedeemAsync(context, form, client);
                break;
            case "refresh_token":
                await (grants.Refresh(form["refresh_token"].ToString(), client) is { } renewed
                    ? AnswerAsync(context, renewed)
                    : RefuseAsync(context, "Value passed for the token was invalid."));
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant type is not supported.");
                break;
        }
    }

    public async Task RevokeAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form)
        {
            return;
        }

        if (ClientOf(context.Request, form) is null)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized_client", "Missing valid authorization header");
            return;
        }

        grants.Revoke(form["token"].ToString());
        await Answer.JsonAsync(context, StatusCodes.Status200OK, true, static (json, revoked) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("revoked"u8, revoked);
            json.WriteEndObject();
        });
    }

    /// <summary>A connected account without the browser, for tests and for the demo workspace.</summary>
    public async Task PresetAsync(HttpContext context)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.TokenRequest) is not { } request)
        {
            return;
        }

        if (!TwitterUsers.IsHandle(request.Handle))
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, "handle has up to 32 letters, digits, hyphens and underscores.");
            return;
        }

        await AnswerAsync(context, grants.Issue(request.Handle!, request.ClientId ?? "sandbox", request.Scope ?? AllScopes), withUser: true);
    }

    public Task RevokeAllAsync(HttpContext context) => Answer.JsonAsync(
        context, StatusCodes.Status200OK, grants.RevokeAll(context.Request.Query["handle"].ToString()), static (json, count) =>
        {
            json.WriteStartObject();
            json.WriteNumber("revoked"u8, count);
            json.WriteEndObject();
        });

    private Task RedeemAsync(HttpContext context, IFormCollection form, string client)
    {
        if (codes.Take(form["code"].ToString()) is not { } code || code.ClientId != client)
        {
            return RefuseAsync(context, "Value passed for the authorization code was invalid.");
        }

        if (code.RedirectUri != form["redirect_uri"])
        {
            return RefuseAsync(context, "Value passed for the redirect uri did not match the uri of the authorization code.");
        }

        return code.IsProvedBy(form["code_verifier"].ToString())
            ? AnswerAsync(context, grants.Issue(code.Handle, code.ClientId, code.Scope))
            : RefuseAsync(context, "Value passed for the code verifier did not match the code challenge.");
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType)
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }

        await RefuseAsync(context, "Content-Type must be application/x-www-form-urlencoded.");
        return null;
    }

    private static string? ClientOf(HttpRequest request, IFormCollection form)
    {
        const string Scheme = "Basic ";
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var decoded = new byte[header.Length];
            return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), decoded, out var length)
                && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [{ Length: > 0 } id, { Length: > 0 }]
                ? Uri.UnescapeDataString(id)
                : null;
        }

        return form["client_id"].ToString() is { Length: > 0 } publicClient ? publicClient : null;
    }

    private static Task AnswerAsync(HttpContext context, GrantLine tokens, bool withUser = false)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Answer.JsonAsync(context, StatusCodes.Status200OK, (tokens, withUser), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("token_type"u8, "bearer"u8);
            json.WriteNumber("expires_in"u8, answer.tokens.ExpiresIn);
            json.WriteString("access_token"u8, answer.tokens.AccessToken);
            json.WriteString("scope"u8, answer.tokens.Scope);
            if (answer.tokens.RefreshToken is { } refresh)
            {
                json.WriteString("refresh_token"u8, refresh);
            }

            if (answer.withUser)
            {
                json.WriteString("user_id"u8, TwitterUsers.IdOf(answer.tokens.Handle));
                json.WriteString("username"u8, answer.tokens.Handle);
            }

            json.WriteEndObject();
        });
    }

    private static Task RefuseAsync(HttpContext context, string description) =>
        RefuseAsync(context, StatusCodes.Status400BadRequest, "invalid_request", description);

    private static Task RefuseAsync(HttpContext context, int status, string error, string description) =>
        Answer.JsonAsync(context, status, (error, description), static (json, refusal) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, refusal.error);
            json.WriteString("error_description"u8, refusal.description);
            json.WriteEndObject();
        });
}
