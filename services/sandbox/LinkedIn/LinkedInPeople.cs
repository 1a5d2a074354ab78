using System.Globalization;
using ContentMultiplier.Sandbox.OAuth;

namespace ContentMultiplier.Sandbox.LinkedIn;

/// <summary>A member is who signs in with a name, and administers one organization.</summary>
internal static class LinkedInPeople
{
    public const string Person = "urn:li:person:";
    public const string Organization = "urn:li:organization:";

    public static readonly string[] Scopes =
        ["openid", "profile", "email", "w_member_social", "w_organization_social", "r_organization_social", "rw_organization_admin"];

    public static string SubOf(string member) => long.Parse(MadeUpIds.NumberOf(member), CultureInfo.InvariantCulture).ToString("x", CultureInfo.InvariantCulture);

    public static string PersonOf(string member) => Person + SubOf(member);

    public static string OrganizationOf(string member) => Organization + MadeUpIds.NumberOf(OrganizationNameOf(member));

    public static string OrganizationNameOf(string member) => member + " Inc.";

    /// <summary>Whether the token may write, or read, as the author.</summary>
    public static bool MayActFor(OAuthToken token, string author, bool toRead) =>
        author == PersonOf(token.Account) ? !toRead && token.Allows("w_member_social")
        : author == OrganizationOf(token.Account) && token.Allows(toRead ? "r_organization_social" : "w_organization_social");
}

/// <summary>What every call must carry.</summary>
internal static class LinkedInHeaders
{
    private const int OldestVersion = 202512;
    private const int LastMonth = 12;

    public static LinkedInError? FindMistake(HttpRequest request, TimeProvider time)
    {
        if (request.Headers["LinkedIn-Version"].ToString() is not { Length: > 0 } version)
        {
            return LinkedInError.VersionMissing;
        }

        var now = time.GetUtcNow();
        return !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            || month < OldestVersion || month > (now.Year * 100) + now.Month || month % 100 is 0 or > LastMonth
                ? new LinkedInError(426, "NONEXISTENT_VERSION", $"Requested version {version} is not active")
            : request.Headers["X-Restli-Protocol-Version"] != "2.0.0"
                ? LinkedInError.Invalid("X-Restli-Protocol-Version must be 2.0.0")
                : null;
    }
}
