using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// Webhooks of Meta: the address is asked for first, with a token to repeat, and every request is signed with the application's secret
/// over its body. A signature holds for ever, so what is old counts no more: see <see cref="InboundOptions.Memory"/>.
/// </summary>
internal abstract class MetaEvents : IInboundPlatform
{
    public const string SignatureHeader = "X-Hub-Signature-256";

    private const string SignaturePrefix = "sha256=";
    private const int SecretLength = 32;
    private const int LongestChallenge = 128;

    /// <summary>Between <c>meta-</c> and <c>-webhook</c> what Meta calls the object that the events are about.</summary>
    public abstract string Scheme { get; }

    public bool Signs => true;

    private string Object => Scheme.Split('-')[1];

    public string? ProblemWith(string verificationKey) =>
        verificationKey.Length == SecretLength && verificationKey.All(char.IsAsciiHexDigitLower)
            ? null
            : "It is the App Secret of the application at Meta: 32 digits of 0-9 and a-f.";

    /// <summary>Other than the key itself, which stands in logs of whoever is between.</summary>
    public string VerifyTokenOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("cm.inbound.verify\n" + key)))[..32];

    public string? Greet(IQueryCollection query, string key)
    {
        var challenge = query["hub.challenge"].ToString();
        return query["hub.mode"] == "subscribe"
            && challenge.Length is > 0 and <= LongestChallenge && challenge.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(query["hub.verify_token"].ToString()), Encoding.UTF8.GetBytes(VerifyTokenOf(key)))
                ? challenge
                : null;
    }

    public bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body, string? verificationKey, DateTimeOffset now) =>
        verificationKey is not null
        && headers[SignatureHeader].ToString() is var signature && signature.StartsWith(SignaturePrefix, StringComparison.Ordinal)
        && InboundText.IsSignature(signature[SignaturePrefix.Length..], verificationKey, body);

    public IReadOnlyList<InboundEvent>? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (InboundText.TextOf(root, "object") is not { } about || Items(root, "entry") is not { } entries)
            {
                return null;
            }

            return about != Object ? [] :
            [
                .. from entry in entries
                   from change in Items(entry, "changes") ?? []
                   where change.ValueKind == JsonValueKind.Object && change.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Object
                   let told = EventOf(InboundText.TextOf(change, "field"), change.GetProperty("value"), InboundText.InstantOf(entry, "time"))
                   where told is not null
                   select told,
            ];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="at">When Meta noticed.</param>
    protected abstract InboundEvent? EventOf(string? field, JsonElement value, DateTimeOffset? at);

    private static IEnumerable<JsonElement>? Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : null;
}
