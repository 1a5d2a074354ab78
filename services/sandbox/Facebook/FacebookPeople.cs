using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Meta;
using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.Facebook;

/// <summary>Users, their pages and tokens. A user has a page of the user's name; sandbox_news has a second one.</summary>
internal sealed class FacebookPeople(OAuthGrants grants)
{
    private const int ShortSeconds = 5400;
    private const int LongSeconds = 60 * 24 * 3600;
    private const string PageSort = "page";
    private const string LongSort = "long";

    public static readonly string[] Scopes =
        ["pages_show_list", "pages_manage_posts", "pages_read_engagement", "pages_manage_engagement", "read_insights", "business_management"];

    public static string PageIdOf(string page) => MadeUpIds.NumberOf("page " + page);

    /// <summary>Null when the token is the page's own and may do that.</summary>
    public static MetaError? FindMistake(OAuthToken? token, string page, string scope) => token switch
    {
        null => MetaError.Unauthorized,
        { Sort: not PageSort } => new MetaError(200, "(#200) Unpublished posts must be posted to a page as the page itself.", Status: StatusCodes.Status403Forbidden),
        _ when PageIdOf(token.Account) != page => MetaError.NotVisible(page),
        _ when !token.Allows(scope) => MetaError.Denied(scope),
        _ => null,
    };

    public async Task IssueAsync(HttpContext context)
    {
        var parameters = await MetaRequest.ReadAsync(context);
        if (parameters["client_id"].ToString().Length == 0 || parameters["client_secret"].ToString().Length == 0)
        {
            await MetaError.Invalid("Missing client_id or client_secret parameter.").WriteAsync(context);
        }
        else if (parameters["grant_type"] == "fb_exchange_token")
        {
            await (grants.Find(parameters["fb_exchange_token"].ToString()) is { } known
                ? WriteAsync(context, grants.Issue(known.Account, known.ClientId, known.Scopes, LongSeconds, LongSort), LongSeconds)
                : MetaError.Unauthorized.WriteAsync(context));
        }
        else if (grants.TakeCode(parameters["code"].ToString()) is { } code && code.ClientId == parameters["client_id"]
            && code.RedirectUri == parameters["redirect_uri"] && ConsentPage.IsProved(code, parameters["code_verifier"].ToString()))
        {
            await WriteAsync(context, grants.Issue(code.Account, code.ClientId, code.Scopes, ShortSeconds), ShortSeconds);
        }
        else
        {
            await MetaError.Invalid("Invalid verification code format.", 36009).WriteAsync(context);
        }
    }

    public Task PagesAsync(HttpContext context)
    {
        if (Authorize(context, "pages_show_list", out var token) is { } error)
        {
            return error.WriteAsync(context);
        }

        // Made from a long-lived token, a page's has no end; from another one it ends with it.
        int? seconds = token.Sort == LongSort ? null : ShortSeconds;
        string[] pages = token.Account == "sandbox_news" ? [token.Account, "sandbox_news evening"] : [token.Account];
        var data = new JsonArray([.. pages.Select(page => new JsonObject
        {
            ["id"] = PageIdOf(page),
            ["name"] = page,
            ["access_token"] = grants.Issue(page, token.ClientId, token.Scopes, seconds, PageSort).Value,
            ["link"] = "https://www.facebook.com/" + PageIdOf(page),
            ["tasks"] = new JsonArray("CREATE_CONTENT", "MANAGE", "MODERATE"),
        })]);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = data,
            ["paging"] = new JsonObject { ["cursors"] = new JsonObject { ["before"] = "QVFI", ["after"] = "QVFJ" } },
        });
    }

    public Task PermissionsAsync(HttpContext context)
    {
        if (grants.Find(context) is not { } token)
        {
            return MetaError.Unauthorized.WriteAsync(context);
        }

        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = new JsonArray([.. token.Scopes.Select(scope => new JsonObject { ["permission"] = scope, ["status"] = "granted" })]),
        });
    }

    public Task RevokeAsync(HttpContext context)
    {
        if (grants.Find(context) is not { } token)
        {
            return MetaError.Unauthorized.WriteAsync(context);
        }

        grants.RevokeAll(token.Account);
        return Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["success"] = true });
    }

    public static JsonObject Show(string page) => new()
    {
        ["id"] = PageIdOf(page),
        ["name"] = page,
        ["link"] = "https://www.facebook.com/" + PageIdOf(page),
    };

    private MetaError? Authorize(HttpContext context, string scope, out OAuthToken token)
    {
        var found = grants.Find(context);
        token = found!;
        return MetaRequest.FindMistake(context)
            ?? (found is null ? MetaError.Unauthorized
                : found.Sort == PageSort ? new MetaError(100, "(#100) Tried accessing nonexisting field (accounts) on node type (Page)")
                : found.Allows(scope) ? null : MetaError.Denied(scope));
    }

    private static Task WriteAsync(HttpContext context, OAuthToken token, int seconds) => Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["access_token"] = token.Value, ["token_type"] = "bearer", ["expires_in"] = seconds,
    });
}
