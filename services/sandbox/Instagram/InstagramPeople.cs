using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.Instagram;

/// <summary>Professional accounts and their tokens: an hour, then sixty days, then sixty days again.</summary>
internal sealed class InstagramPeople(OAuthGrants grants)
{
    private const int ShortSeconds = 3600;
    private const int LongSeconds = 60 * 24 * 3600;
    private const string LongSort = "long";

    public static readonly string[] Scopes =
    [
        "instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments", "instagram_business_manage_insights",
    ];

    public static string IdOf(string account) => "17841" + MadeUpIds.NumberOf("instagram " + account)[..12];

    public static MetaError? FindMistake(HttpContext context, OAuthToken? token, string user, string scope) =>
        MetaRequest.FindMistake(context) ?? token switch
        {
            null => MetaError.Unauthorized,
            _ when IdOf(token.Account) != user => MetaError.NotVisible(user),
            _ when !token.Allows(scope) => new MetaError(10, "(#10) Application does not have permission for this action", Status: StatusCodes.Status403Forbidden),
            _ => null,
        };

    public async Task IssueAsync(HttpContext context)
    {
        var form = await MetaRequest.ReadAsync(context);
        var code = form["grant_type"] == "authorization_code" && form["client_secret"].ToString().Length > 0 ? grants.TakeCode(form["code"].ToString()) : null;
        if (code is null || code.ClientId != form["client_id"] || code.RedirectUri != form["redirect_uri"]
            || !ConsentPage.IsProved(code, form["code_verifier"].ToString()))
        {
            await Answer.NodeAsync(context, StatusCodes.Status400BadRequest, new JsonObject
            {
                ["error_type"] = "OAuthException", ["code"] = 400, ["error_message"] = "Matching code was not found or was already used",
            });
            return;
        }

        // The one answer of Meta's that wraps what others give plainly.
        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = new JsonArray(new JsonObject
            {
                ["access_token"] = grants.Issue(code.Account, code.ClientId, code.Scopes, ShortSeconds).Value,
                ["user_id"] = IdOf(code.Account),
                ["permissions"] = string.Join(',', code.Scopes),
            }),
        });
    }

    /// <summary>A short-lived token for a long-lived one, and a long-lived one for the next.</summary>
    public Task TradeAsync(HttpContext context, string grantType)
    {
        var query = context.Request.Query;
        var token = grants.Find(query["access_token"].ToString());
        var isRefresh = grantType == "ig_refresh_token";
        if (query["grant_type"] != grantType || (!isRefresh && query["client_secret"].ToString().Length == 0))
        {
            return MetaError.Invalid("grant_type or client_secret is missing or wrong").WriteAsync(context);
        }

        if (token is null || (isRefresh && token.Sort != LongSort))
        {
            return MetaError.Unauthorized.WriteAsync(context);
        }

        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = grants.Issue(token.Account, token.ClientId, token.Scopes, LongSeconds, LongSort).Value,
            ["token_type"] = "bearer",
            ["expires_in"] = LongSeconds,
            ["permissions"] = string.Join(',', token.Scopes),
        });
    }

    public Task MeAsync(HttpContext context)
    {
        var token = grants.Find(context);
        return MetaRequest.FindMistake(context) is { } error ? error.WriteAsync(context)
            : token is null ? MetaError.Unauthorized.WriteAsync(context)
            : Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
            {
                ["user_id"] = IdOf(token.Account), ["username"] = token.Account, ["account_type"] = "BUSINESS", ["id"] = MadeUpIds.NumberOf(token.Account),
            });
    }
}
