using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Results.Inbound;
using Microsoft.AspNetCore.Http;

namespace ContentMultiplier.Results.Tests;

/// <summary>Whose word it is, by SendGrid's own published example and by others that differ from it in one thing.</summary>
public sealed class SendgridEventsTests
{
    private const string Key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
    private const string Signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private const string Timestamp = "1600112502";
    private const string Payload =
        """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]""" + "\r\n";

    private static readonly SendgridEvents Sendgrid = new();
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture));

    [Test]
    public void The_vendors_example_is_genuine() => Assert.That(IsGenuine(), Is.True);

    [TestCase(-4, true)]
    [TestCase(-6, false)]
    [TestCase(25 * 60, true)]
    [TestCase(27 * 60, false)]
    public void What_is_too_old_or_of_the_future_is_refused(int minutesLater, bool genuine) =>
        Assert.That(IsGenuine(now: Then.AddMinutes(minutesLater)), Is.EqualTo(genuine));

    [Test]
    public void Anything_changed_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Multiple(() =>
        {
            Assert.That(IsGenuine(body: Payload.TrimEnd()), Is.False, "the end of the line is signed");
            Assert.That(IsGenuine(body: Payload.Replace("dropped", "deliver", StringComparison.Ordinal)), Is.False);
            Assert.That(IsGenuine(timestamp: "1600112503"), Is.False);
            Assert.That(IsGenuine(timestamp: " 1600112502"), Is.False);
            Assert.That(IsGenuine(timestamp: ""), Is.False);
            Assert.That(IsGenuine(signature: ""), Is.False);
            Assert.That(IsGenuine(signature: "no base64"), Is.False);
            Assert.That(IsGenuine(signature: new string('A', 4000)), Is.False);
            Assert.That(IsGenuine(key: Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())), Is.False);
        });
    }

    [Test]
    public void Only_a_public_key_of_this_curve_is_taken()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        string[] bad =
        [
            "", "key", Convert.ToBase64String(new byte[91]), Convert.ToBase64String(larger.ExportSubjectPublicKeyInfo()),
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), new string('A', 8000),
        ];

        Assert.That(Sendgrid.ProblemWith(Key), Is.Null);
        Assert.That(bad.Select(Sendgrid.ProblemWith), Is.All.Not.Null);
    }

    [Test]
    public void Events_of_ours_are_read_and_what_else_there_is_is_left_out()
    {
        var ours = Guid.CreateVersion7();
        var mine = $$"""  "cm_publication_id": "{{ours}}", "timestamp": 1600112492, "email": "reader@example.com" """;

        var read = Sendgrid.Read(Encoding.UTF8.GetBytes($$"""
            [{"sg_event_id": "a", "event": "delivered", {{mine}}},
             {"sg_event_id": "b", "event": "bounce", "type": "bounce", {{mine}}},
             {"sg_event_id": "c", "event": "bounce", "type": "blocked", {{mine}}},
             {"sg_event_id": "d", "event": "group_unsubscribe", {{mine}}},
             {"sg_event_id": "e", "event": "account_status_change", {{mine}}},
             {"sg_event_id": "", "event": "open", {{mine}}},
             {"sg_event_id": "\u0000", "event": "open", {{mine}}},
             {"sg_event_id": "\ud800", "event": "open", {{mine}}},
             {"event": "open", {{mine}}},
             {"sg_event_id": "f", "event": "open", "cm_publication_id": "other"},
             {"sg_event_id": "g", "event": 7, {{mine}}},
             {"sg_event_id": "h", "event": "open", "cm_publication_id": "{{ours}}", "timestamp": -1},
             7, null]
            """))!;

        Assert.That(read.Select(one => (one.Id, one.Name, one.Metric)), Is.EqualTo(new (string, string, string?)[]
        {
            ("a", "delivered", "deliveries"), ("b", "bounce", "bounces"), ("c", "blocked", null), ("d", "group_unsubscribe", "unsubscribes"),
        }));
        Assert.That(read.Select(one => (one.PublicationId, one.At.ToUnixTimeSeconds())), Is.All.EqualTo((ours, 1600112492L)));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[")]
    [TestCase("\"text\"")]
    public void What_is_no_list_is_told_from_an_empty_one(string body) =>
        Assert.That(Sendgrid.Read(Encoding.UTF8.GetBytes(body)), Is.Null);

    private static bool IsGenuine(
        string body = Payload, string signature = Signature, string timestamp = Timestamp, string key = Key, DateTimeOffset? now = null)
    {
        var headers = new HeaderDictionary { [SendgridEvents.SignatureHeader] = signature, [SendgridEvents.TimestampHeader] = timestamp };
        return Sendgrid.IsGenuine(headers, Encoding.UTF8.GetBytes(body), key, now ?? Then);
    }
}
