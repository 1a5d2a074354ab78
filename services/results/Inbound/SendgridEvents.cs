using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// SendGrid's signed Event Webhook: ECDSA P-256 over the timestamp and the body. A mail's events carry the arguments that the
/// publisher gave it, among them the publication.
/// </summary>
internal sealed class SendgridEvents : IInboundPlatform
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    private const string PublicationArgument = "cm_publication_id";
    private const int LongestId = 100;
    private const int P256 = 256;

    /// <summary>
    /// SendGrid tries for a day and does not say that it signs anew. What is repeated within that time is known by its id, which is
    /// kept for longer.
    /// </summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(26);

    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, string?> Metrics = new(StringComparer.Ordinal)
    {
        ["processed"] = MetricNames.Sent,
        ["delivered"] = MetricNames.Deliveries,
        ["open"] = MetricNames.Opens,
        ["click"] = MetricNames.Clicks,
        ["bounce"] = MetricNames.Bounces,
        ["spamreport"] = MetricNames.Complaints,
        ["unsubscribe"] = MetricNames.Unsubscribes,
        ["group_unsubscribe"] = MetricNames.Unsubscribes,
        ["blocked"] = null,
        ["dropped"] = null,
        ["deferred"] = null,
        ["group_resubscribe"] = null,
    };

    public string Scheme => "sendgrid-event-webhook";

    public bool Signs => true;

    public string? ProblemWith(string verificationKey)
    {
        using var key = Import(verificationKey);
        return key is null ? "It is the verification key that SendGrid shows for a signed Event Webhook: an ECDSA public key (P-256) in base64." : null;
    }

    /// <summary>It never asks.</summary>
    public string? Greet(IQueryCollection query, string key) => null;

    public bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body, string? verificationKey, DateTimeOffset now)
    {
        var timestamp = headers[TimestampHeader].ToString();
        if (verificationKey is null || !InboundText.TryNumber(timestamp, out var seconds)
            || seconds < (now - Oldest).ToUnixTimeSeconds() || seconds > (now + Ahead).ToUnixTimeSeconds())
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[128];
        if (!Convert.TryFromBase64String(headers[SignatureHeader].ToString(), signature, out var length))
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp), .. body];
        using var key = Import(verificationKey);
        return key?.VerifyData(signed, signature[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) == true;
    }

    public IReadOnlyList<InboundEvent>? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(EventOf).OfType<InboundEvent>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static InboundEvent? EventOf(JsonElement element)
    {
        if (InboundText.TextOf(element, "sg_event_id") is not { Length: > 0 and <= LongestId } id
            || !Guid.TryParse(InboundText.TextOf(element, PublicationArgument), out var publication)
            || InboundText.TextOf(element, "event") is not { } told)
        {
            return null;
        }

        var name = told == "bounce" && InboundText.TextOf(element, "type") == "blocked" ? "blocked" : told;
        return Metrics.TryGetValue(name, out var metric) && InboundText.InstantOf(element, "timestamp") is { } at
            ? new InboundEvent(id, name, metric, at) { PublicationId = publication }
            : null;
    }

    private static ECDsa? Import(string verificationKey)
    {
        var der = new byte[256];
        if (!Convert.TryFromBase64String(verificationKey, der, out var length))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der.AsSpan(0, length), out var read);
            if (read == length && key.KeySize == P256)
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // No key of this kind, which is the answer.
        }

        key.Dispose();
        return null;
    }
}
