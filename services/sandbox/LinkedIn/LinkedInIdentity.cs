using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>Tokens, who they are of, and which organizations they open.</summary>
internal sealed class LinkedInIdentity(OAuthGrants grants, TimeProvider time)
{
    private const int TokenSeconds = 60 * 24 * 3600;

    public async Task IssueAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "invalid_request", "A form is expected");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] != "authorization_code")
        {
            await RefuseAsync(context, "unsupported_grant_type", "The grant type is not supported");
        }
        else if (form["client_id"].ToString().Length == 0 || form["client_secret"].ToString().Length == 0)
        {
            await RefuseAsync(context, "invalid_client", "Client authentication failed", StatusCodes.Status401Unauthorized);
        }
        else if (grants.TakeCode(form["code"].ToString()) is not { } code
            || code.ClientId != form["client_id"] || code.RedirectUri != form["redirect_uri"] || !ConsentPage.IsProved(code, form["code_verifier"].ToString()))
        {
            await RefuseAsync(
                context, "invalid_request", "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired.");
        }
        else
        {
            await Answer.JsonAsync(context, StatusCodes.Status200OK, grants.Issue(code.Account, code.ClientId, code.Scopes, TokenSeconds), static (json, token) =>
            {
                json.WriteStartObject();
                json.WriteString("access_token"u8, token.Value);
                json.WriteNumber("expires_in"u8, TokenSeconds);
                json.WriteString("scope"u8, string.Join(',', token.Scopes));
                json.WriteString("token_type"u8, "Bearer"u8);
                json.WriteEndObject();
            });
        }
    }

    public async Task RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (grants.Find(form["token"].ToString()) is { } token)
        {
            grants.RevokeAll(token.Account);
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    public Task MeAsync(HttpContext context) => grants.Find(context.Request) switch
    {
        null => LinkedInError.Unauthorized.WriteAsync(context),
        { } token when !token.Allows("openid") => LinkedInError.Denied("userinfo.GET.NO_VERSION").WriteAsync(context),
        { } token => Answer.JsonAsync(context, StatusCodes.Status200OK, token.Account, static (json, member) =>
        {
            json.WriteStartObject();
            json.WriteString("sub"u8, LinkedInPeople.SubOf(member));
            json.WriteString("name"u8, member);
            json.WriteString("given_name"u8, member);
            json.WriteString("locale"u8, "en_US"u8);
            json.WriteEndObject();
        }),
    };

    public Task RolesAsync(HttpContext context)
    {
        var token = grants.Find(context.Request);
        if (Refusal(context, token, "organizationAcls.FINDER-roleAssignee") is { } error)
        {
            return error.WriteAsync(context);
        }

        if (context.Request.Query["q"] != "roleAssignee")
        {
            return LinkedInError.Invalid("q=roleAssignee is required").WriteAsync(context);
        }

        return Answer.JsonAsync(context, StatusCodes.Status200OK, token!.Account, static (json, member) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("elements"u8);
            json.WriteStartObject();
            json.WriteString("organization"u8, LinkedInPeople.OrganizationOf(member));
            json.WriteString("role"u8, "ADMINISTRATOR"u8);
            json.WriteString("roleAssignee"u8, LinkedInPeople.PersonOf(member));
            json.WriteString("state"u8, "APPROVED"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public Task OrganizationAsync(HttpContext context)
    {
        var token = grants.Find(context.Request);
        if (Refusal(context, token, "organizations.GET") is { } error)
        {
            return error.WriteAsync(context);
        }

        var urn = LinkedInPeople.Organization + (string)context.Request.RouteValues["id"]!;
        if (urn != LinkedInPeople.OrganizationOf(token!.Account))
        {
            return LinkedInError.NotFound(urn).WriteAsync(context);
        }

        return Answer.JsonAsync(context, StatusCodes.Status200OK, token.Account, static (json, member) =>
        {
            json.WriteStartObject();
            json.WriteString("localizedName"u8, LinkedInPeople.OrganizationNameOf(member));
            json.WriteString("vanityName"u8, member);
            json.WriteEndObject();
        });
    }

    private LinkedInError? Refusal(HttpContext context, OAuthToken? token, string resource) =>
        LinkedInHeaders.FindMistake(context.Request, time)
        ?? (token is null ? LinkedInError.Unauthorized : token.Allows("rw_organization_admin") ? null : LinkedInError.Denied(resource));

    private static Task RefuseAsync(HttpContext context, string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Answer.JsonAsync(context, status, (error, description), static (json, refusal) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, refusal.error);
            json.WriteString("error_description"u8, refusal.description);
            json.WriteEndObject();
        });
}
