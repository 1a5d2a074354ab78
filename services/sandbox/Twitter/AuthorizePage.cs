using System.Text;
using System.Text.Encodings.Web;
using ContentMultiplier.Sandbox.Page;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ContentMultiplier.Sandbox.Twitter;

internal sealed record AuthorizeRequest(string ClientId, string RedirectUri, string Scope, string State, string CodeChallenge)
{
    private const int LongestState = 500;
    private const int ChallengeLength = 43;

    public static AuthorizeRequest? Read(Func<string, StringValues> parameter, out string mistake)
    {
        var request = new AuthorizeRequest(
            parameter("client_id").ToString(),
            parameter("redirect_uri").ToString(),
            parameter("scope").ToString(),
            parameter("state").ToString(),
            parameter("code_challenge").ToString());
        mistake = request.FindMistake(parameter("response_type").ToString(), parameter("code_challenge_method").ToString());
        return mistake.Length == 0 ? request : null;
    }

    private string FindMistake(string responseType, string method) => this switch
    {
        _ when responseType != "code" => "response_type must be code.",
        { ClientId.Length: 0 } => "client_id is missing.",
        _ when !Uri.TryCreate(RedirectUri, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            => "redirect_uri must be an absolute http or https address.",
        { Scope.Length: 0 } => "scope is missing.",
        { State.Length: 0 or > LongestState } => "state must have between 1 and 500 characters.",
        _ when method != "S256" => "code_challenge_method must be S256.",
        { CodeChallenge.Length: not ChallengeLength } => "code_challenge must be the base64url of a SHA-256 hash.",
        _ => "",
    };
}

/// <summary>The consent page: choose a made-up account, allow or deny.</summary>
internal sealed class AuthorizePage(AuthorizationCodes codes)
{
    public const string Path = "/twitter/authorize-host/i/oauth2/authorize";

    private static readonly string[] Handles = ["sandbox-twitter", "sandbox_news", "sandbox_shop"];

    public Task ShowAsync(HttpContext context) =>
        AuthorizeRequest.Read(name => context.Request.Query[name], out var mistake) is { } request
            ? PageLayout.WriteAsync(context, StatusCodes.Status200OK, "Authorize", Form(request))
            : RefuseAsync(context, mistake);

    public async Task DecideAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, "The form of the page is expected.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (AuthorizeRequest.Read(name => form[name], out var mistake) is not { } request)
        {
            await RefuseAsync(context, mistake);
            return;
        }

        if (form["decision"] != "allow")
        {
            Redirect(context, request, "error", "access_denied");
            return;
        }

        var typed = form["other"].ToString().Trim().TrimStart('@');
        var handle = typed.Length > 0 ? typed : form["account"].ToString();
        if (!TwitterUsers.IsHandle(handle))
        {
            await RefuseAsync(context, "An account has up to 32 letters, digits, hyphens and underscores.");
            return;
        }

        Redirect(context, request, "code", codes.Issue(request, handle));
    }

    private static void Redirect(HttpContext context, AuthorizeRequest request, string name, string value) =>
        context.Response.Redirect(QueryHelpers.AddQueryString(
            request.RedirectUri, new Dictionary<string, string?> { ["state"] = request.State, [name] = value }));

    private static Task RefuseAsync(HttpContext context, string mistake) => PageLayout.WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        "Something went wrong",
        $"<main class=\"narrow\"><h1>Something went wrong</h1><p>You weren’t able to give access to the app.</p><p class=\"meta\">{HtmlEncoder.Default.Encode(mistake)}</p></main>");

    private static string Form(AuthorizeRequest request)
    {
        var encode = HtmlEncoder.Default;
        var html = new StringBuilder();
        html.Append("<main class=\"narrow\"><h1>Allow access to an account?</h1><p><strong>")
            .Append(encode.Encode(request.ClientId))
            .Append("</strong> asks to act for a made-up account of this sandbox.</p><form method=\"post\" action=\"").Append(Path).Append("\">");
        Hidden(html, "response_type", "code");
        Hidden(html, "client_id", request.ClientId);
        Hidden(html, "redirect_uri", request.RedirectUri);
        Hidden(html, "scope", request.Scope);
        Hidden(html, "state", request.State);
        Hidden(html, "code_challenge", request.CodeChallenge);
        Hidden(html, "code_challenge_method", "S256");
        html.Append("<fieldset><legend>Account</legend>");
        foreach (var handle in Handles)
        {
            html.Append("<label><input type=\"radio\" name=\"account\" value=\"").Append(handle).Append('"')
                .Append(handle == Handles[0] ? " checked" : "").Append("> @").Append(handle).Append("</label>");
        }

        html.Append("<label>Another: <input name=\"other\" maxlength=\"32\" autocomplete=\"off\"></label></fieldset><fieldset><legend>It may</legend><ul>");
        foreach (var scope in request.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            html.Append("<li>").Append(encode.Encode(scope)).Append("</li>");
        }

        return html.Append("</ul></fieldset><p class=\"actions\"><button name=\"decision\" value=\"allow\">Authorize app</button> ")
            .Append("<button class=\"quiet\" name=\"decision\" value=\"deny\">Cancel</button></p></form></main>")
            .ToString();
    }

    private static void Hidden(StringBuilder html, string name, string value) =>
        html.Append("<input type=\"hidden\" name=\"").Append(name).Append("\" value=\"").Append(HtmlEncoder.Default.Encode(value)).Append("\">");
}
