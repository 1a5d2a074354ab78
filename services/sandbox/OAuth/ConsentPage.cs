using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using ContentMultiplier.Sandbox.Page;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ContentMultiplier.Sandbox.OAuth;

/// <summary>Where a person chooses a made-up account and allows or denies.</summary>
/// <param name="platform">Its slug.</param>
/// <param name="grants">What is allowed goes there.</param>
/// <param name="scopeSeparator">Between scopes.</param>
/// <param name="knownScopes">A platform refuses to ask for what the application was not granted; none where the platform has no scopes.</param>
internal sealed class ConsentPage(string platform, OAuthGrants grants, char scopeSeparator, string[] knownScopes)
{
    private const int LongestState = 1024;

    private string[] Accounts => [$"sandbox-{platform}", "sandbox_news", "sandbox_shop"];

    public Task ShowAsync(HttpContext context) =>
        FindMistake(name => context.Request.Query[name]) is { } mistake
            ? RefuseAsync(context, mistake)
            : PageLayout.WriteAsync(context, StatusCodes.Status200OK, "Authorize", Form(context.Request));

    public async Task DecideAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "The form of the page is expected.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var typed = form["other"].ToString().Trim();
        var account = typed.Length > 0 ? typed : form["account"].ToString();
        if (FindMistake(name => form[name]) is { } mistake)
        {
            await RefuseAsync(context, mistake);
        }
        else if (form["decision"] != "allow")
        {
            Redirect(context, form, "error", "access_denied");
        }
        else if (!OAuthGrants.IsAccount(account))
        {
            await RefuseAsync(context, "An account has up to 64 letters, digits, dots, hyphens and underscores.");
        }
        else
        {
            var challenge = form["code_challenge"].ToString() is { Length: > 0 } given ? given : null;
            var code = grants.IssueCode(
                account, form["client_id"].ToString(), form["redirect_uri"].ToString(), ScopesOf(form["scope"].ToString()), challenge);
            Redirect(context, form, "code", code);
        }
    }

    /// <summary>True when the code was asked for without a challenge, or the verifier belongs to it.</summary>
    public static bool IsProved(OAuthCode code, string verifier) =>
        code.Challenge is null
        || code.Challenge == WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private string? FindMistake(Func<string, StringValues> parameter) =>
        parameter("response_type") != "code" ? "response_type must be code."
        : parameter("client_id").ToString().Length == 0 ? "client_id is missing."
        : !Uri.TryCreate(parameter("redirect_uri"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            ? "redirect_uri must be an absolute http or https address."
        : parameter("state").ToString() is { Length: 0 or > LongestState } ? "state must have between 1 and 1024 characters."
        : ScopesOf(parameter("scope").ToString()) is var scopes && scopes.Length == 0 && knownScopes.Length > 0 ? "scope is missing."
        : scopes.FirstOrDefault(scope => !knownScopes.Contains(scope)) is { } unknown ? $"Scope {unknown} is not authorized for your application."
        : null;

    private string[] ScopesOf(string text) => text.Split(scopeSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static void Redirect(HttpContext context, IFormCollection form, string name, string value) =>
        context.Response.Redirect(QueryHelpers.AddQueryString(
            form["redirect_uri"].ToString(), new Dictionary<string, string?> { ["state"] = form["state"], [name] = value }));

    private static Task RefuseAsync(HttpContext context, string mistake) => PageLayout.WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        "Something went wrong",
        $"<main class=\"narrow\"><h1>Something went wrong</h1><p class=\"meta\">{HtmlEncoder.Default.Encode(mistake)}</p></main>");

    private string Form(HttpRequest request)
    {
        var encode = HtmlEncoder.Default;
        var html = new StringBuilder("<main class=\"narrow\"><h1>Allow access to an account?</h1><p><strong>")
            .Append(encode.Encode(request.Query["client_id"].ToString()))
            .Append("</strong> asks to act for a made-up account of this sandbox.</p><form method=\"post\" action=\"")
            .Append(encode.Encode(request.Path.Value ?? "")).Append("\">");
        foreach (var name in (string[])["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"])
        {
            html.Append("<input type=\"hidden\" name=\"").Append(name).Append("\" value=\"")
                .Append(encode.Encode(request.Query[name].ToString())).Append("\">");
        }

        html.Append("<fieldset><legend>Account</legend>");
        foreach (var account in Accounts)
        {
            html.Append("<label><input type=\"radio\" name=\"account\" value=\"").Append(account).Append('"')
                .Append(account == Accounts[0] ? " checked" : "").Append("> ").Append(account).Append("</label>");
        }

        html.Append("<label>Another: <input name=\"other\" maxlength=\"64\" autocomplete=\"off\"></label></fieldset><fieldset><legend>It may</legend><ul>");
        foreach (var scope in ScopesOf(request.Query["scope"].ToString()))
        {
            html.Append("<li>").Append(encode.Encode(scope)).Append("</li>");
        }

        return html.Append("</ul></fieldset><p class=\"actions\"><button name=\"decision\" value=\"allow\">Authorize</button> ")
            .Append("<button class=\"quiet\" name=\"decision\" value=\"deny\">Cancel</button></p></form></main>")
            .ToString();
    }
}
