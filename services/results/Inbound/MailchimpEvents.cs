using System.Globalization;
using System.Text;
using ContentMultiplier.Contracts.Metrics;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ContentMultiplier.Results.Inbound;

/// <summary>
/// Mailchimp's webhooks of an audience: forms that are not signed unless somebody asked Mailchimp for it, so that the key in the address
/// is the proof. They name the campaign, which is the post.
/// </summary>
internal sealed class MailchimpEvents : IInboundPlatform
{
    public const string SignatureHeader = "X-Mailchimp-Signature";

    private const int LongestKey = 200;

    /// <summary>Mailchimp tries for 75 minutes and does not say that it signs anew; what is repeated is known by its id.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(2);

    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public string Scheme => "mailchimp-webhook";

    public bool Signs => false;

    public string? ProblemWith(string verificationKey) =>
        verificationKey.Length is > 0 and <= LongestKey && verificationKey.All(character => character is > ' ' and <= '~')
            ? null
            : "It is the signing secret that Mailchimp's API showed when the webhook was made; where there is none, leave it out.";

    /// <summary>It only wants to see that somebody answers.</summary>
    public string? Greet(IQueryCollection query, string key) => "";

    public bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body, string? verificationKey, DateTimeOffset now)
    {
        if (verificationKey is null)
        {
            return true;
        }

        var parts = headers[SignatureHeader].ToString().Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        return parts["t"].FirstOrDefault() is { } timestamp && parts["v1"].FirstOrDefault() is { } signature
            && InboundText.TryNumber(timestamp, out var seconds)
            && seconds >= (now - Oldest).ToUnixTimeSeconds() && seconds <= (now + Ahead).ToUnixTimeSeconds()
            && InboundText.IsSignature(signature, verificationKey, [.. Encoding.UTF8.GetBytes(timestamp), (byte)'.', .. body]);
    }

    public IReadOnlyList<InboundEvent>? Read(ReadOnlyMemory<byte> body)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span));
        return ValueOf(form, "type") is null ? null : EventOf(form) is { } told ? [told] : [];
    }

    private static InboundEvent? EventOf(Dictionary<string, StringValues> form)
    {
        var (type, reason) = (ValueOf(form, "type"), ValueOf(form, "data[reason]"));
        (string Name, string? Metric)? known = (type, reason) switch
        {
            ("unsubscribe", "abuse") => ("unsubscribe_abuse", MetricNames.Complaints),
            ("unsubscribe", _) => ("unsubscribe", MetricNames.Unsubscribes),
            ("cleaned", "abuse") => ("cleaned_abuse", MetricNames.Complaints),
            ("cleaned", _) => ("cleaned_hard", MetricNames.Bounces),
            ("campaign", _) when ValueOf(form, "data[status]") is "sent" => ("campaign_sent", null),
            ("campaign", _) when ValueOf(form, "data[status]") is "canceled" => ("campaign_canceled", null),
            _ => null,
        };
        var firedAt = ValueOf(form, "fired_at");
        return known is { } one
            && InboundText.ExternalIdOf(ValueOf(form, type == "campaign" ? "data[id]" : "data[campaign_id]")) is { } campaign
            && DateTimeOffset.TryParseExact(firedAt, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new InboundEvent(InboundText.IdOf(one.Name, campaign, firedAt, ValueOf(form, "data[list_id]"), ValueOf(form, "data[email]")), one.Name, one.Metric, at)
                {
                    ExternalId = campaign,
                }
                : null;
    }

    private static string? ValueOf(Dictionary<string, StringValues> form, string name) =>
        form.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value && !value.Contains('\0', StringComparison.Ordinal) ? value : null;
}
