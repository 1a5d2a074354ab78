namespace ContentMultiplier.Sandbox.OAuth;

/// <param name="Account">A made-up account; it exists as soon as it is named.</param>
/// <param name="Scopes">All that the platform has, unless given.</param>
/// <param name="Seconds">An hour, unless given.</param>
internal sealed record PresetTokenRequest(string? Account, string[]? Scopes = null, int Seconds = 3600);

/// <summary>Connected accounts without the browser, for tests: <c>/_sandbox/{platform}/tokens</c>.</summary>
internal static class PresetTokens
{
    public static void MapPresetTokens(this IEndpointRouteBuilder routes, string platform, OAuthGrants grants, string[] scopes)
    {
        routes.MapPost($"/_sandbox/{platform}/tokens", (RequestDelegate)(context => IssueAsync(context, grants, scopes)));
        routes.MapDelete($"/_sandbox/{platform}/tokens", (RequestDelegate)(context => Answer.JsonAsync(
            context, StatusCodes.Status200OK, grants.RevokeAll(context.Request.Query["account"].ToString()), static (json, count) =>
            {
                json.WriteStartObject();
                json.WriteNumber("revoked"u8, count);
                json.WriteEndObject();
            })));
    }

    private static async Task IssueAsync(HttpContext context, OAuthGrants grants, string[] scopes)
    {
        if (await RequestBody.ReadControlAsync(context, SandboxJson.Default.PresetTokenRequest) is not { } request)
        {
            return;
        }

        if (!OAuthGrants.IsAccount(request.Account))
        {
            await Answer.ErrorAsync(
                context, StatusCodes.Status400BadRequest, "account has up to 64 letters, digits, dots, hyphens and underscores.");
            return;
        }

        var token = grants.Issue(request.Account!, "sandbox", request.Scopes ?? scopes, request.Seconds);
        await Answer.JsonAsync(context, StatusCodes.Status200OK, token, static (json, issued) =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, issued.Value);
            json.WriteString("account"u8, issued.Account);
            json.WriteEndObject();
        });
    }
}
