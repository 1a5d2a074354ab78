namespace ContentMultiplier.Sandbox.OAuth;

/// <summary>The token endpoint of a platform that has nothing special there: a code, proved by its verifier, becomes a token.</summary>
/// <param name="grants">Where the consent page left the code.</param>
/// <param name="write">The platform's answer.</param>
internal sealed class CodeExchange(OAuthGrants grants, Func<HttpContext, OAuthCode, Task> write)
{
    public async Task IssueAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (form["grant_type"] != "authorization_code")
        {
            await RefuseAsync(context, "unsupported_grant_type");
        }
        else if (form["client_id"].ToString().Length == 0 || form["client_secret"].ToString().Length == 0)
        {
            await RefuseAsync(context, "invalid_client");
        }
        else if (grants.TakeCode(form["code"].ToString()) is not { } code
            || code.ClientId != form["client_id"] || code.RedirectUri != form["redirect_uri"] || !ConsentPage.IsProved(code, form["code_verifier"].ToString()))
        {
            await RefuseAsync(context, "invalid_grant");
        }
        else
        {
            await write(context, code);
        }
    }

    private static Task RefuseAsync(HttpContext context, string error) => Answer.JsonAsync(
        context, StatusCodes.Status400BadRequest, error, static (json, code) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, code);
            json.WriteEndObject();
        });
}
