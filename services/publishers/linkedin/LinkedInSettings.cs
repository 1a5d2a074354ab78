using System.Globalization;

namespace ContentMultiplier.Publishers.LinkedIn;

/// <summary>What differs between LinkedIn applications, and what LinkedIn does not state for sure. Section <c>Platforms:linkedin</c>.</summary>
internal sealed record LinkedInSettings
{
    private const string Section = "Platforms:linkedin";
    private const string MemberScopes = "openid profile w_member_social";

    /// <summary>The month of the API, <c>YYYYMM</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When LinkedIn ends that month's version.</summary>
    public required DateTimeOffset VersionEnds { get; init; }

    /// <summary>The scopes of the products that the application was granted.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    public required int TextLimit { get; init; }

    public bool HasMember => Scopes.Contains("openid");

    public bool HasOrganizations => Scopes.Contains("rw_organization_admin") || Scopes.Contains("r_organization_admin");

    public static LinkedInSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var version = section["Version"] ?? "202608";
        var month = DateTimeOffset.TryParseExact(version, "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed
            : throw new InvalidOperationException($"{Section}:Version is a month, such as 202608, and not `{version}`.");

        return new LinkedInSettings
        {
            Version = version,

            // A version lives a year, and so far each has ended in the middle of its month.
            VersionEnds = section.GetValue<DateTimeOffset?>("VersionEnds") ?? month.AddYears(1).AddDays(14),
            Scopes = (section["Scopes"] ?? MemberScopes).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
            TextLimit = section.GetValue("TextLimit", 3000),
        };
    }
}
