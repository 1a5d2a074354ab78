using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>Every account lives in one datacentre, which a key names at its end; of a token, Mailchimp has to be asked.</summary>
internal static partial class MailchimpServer
{
    public const string KeyField = "api_key";
    public const string KeyPattern = "[A-Za-z0-9]{16,64}-[a-z]{2,4}[0-9]{1,3}";

    /// <summary>The attribute that holds the datacentre of an account that was connected by OAuth.</summary>
    public const string Datacentre = "dc";

    public static Uri AddressOf(AccountCredential credential)
    {
        var datacentre = credential.HasAccessToken
            ? credential.Attributes.GetValueOrDefault(Datacentre, "")
            : credential.Fields.GetValueOrDefault(KeyField, "").Split('-')[^1];
        return Name().IsMatch(datacentre)
            ? new Uri($"https://{datacentre}.api.mailchimp.com/")
            : throw new PlatformRefusedException(FailureCategories.Unauthorized, "It is not known in which datacentre the account is.")
            {
                Action = "Connect the account again.",
            };
    }

    /// <summary>The name beside the key may be anything.</summary>
    public static AuthenticationHeaderValue SignatureOf(AccountCredential credential) => credential.HasAccessToken
        ? new("Bearer", credential.AccessToken)
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"key:{credential.Fields.GetValueOrDefault(KeyField)}")));

    public static bool IsDatacentre(string? name) => name is not null && Name().IsMatch(name);

    [GeneratedRegex(@"\A[a-z]{2,4}[0-9]{1,3}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
