using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A body that was bitten at random is taken or refused; it breaks nothing. <c>FUZZ_SEED</c> repeats a run.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 300;
    private const string Mark = "@HERE@";

    private const string Valid =
        """
        {"post":{"title":"A title","content":"Some text","language":"en","link":"https://example.com/","tags":["a","b"],
        "variants":{"twitter":{"parts":["One","Two"],"media":[{"url":"https://example.com/a.png","file_name":"a.png","content_type":"image/png","alt_text":"A picture"}],"options":{"made_with_ai":true}},"discord":{"text":"Hello","options":{"embeds":[{"title":"t","color":255}]}}},
        "metadata":{"a":[1,2.5,null,true,{"b":"c"}]}},"targets":[{"account_id":"ACCOUNT","content_type":"message","options":{"tts":false}}],"mode":"draft"}
        """;

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e999", "1e-999", "12345678901234567890", "{}", "[]", "[[]]", "[null]", "{\"\":{}}", "\"\"", "\" \"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00\"", "\"2030-01-01\"", "\"2030-01-01T00:00:00Z\"", "\"scheduled\"", "\"immediate\"", "\"0196b0c0-0000-7000-8000-000000000000\"", "\"\u202e\ufeff\uffff\"",
        "\"" + new string('a', 70_000) + "\"", "[" + string.Join(',', Enumerable.Repeat("\"a\"", 5_000)) + "]",
    ];

    private static readonly byte[][] Pieces =
    [
        .. ((string[])[.. Values, "\"scheduled_at\":", "\"post_id\":", "\"platforms\":[\"x\"],", "\"mode\":", ",", ":", "\"", "\\", "{", "}", "[", "]", "/* */", "//", "\u202e", "\ufeff", "NaN",
            new string('[', 40)]).Select(Encoding.UTF8.GetBytes),
        [0x00], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF, 0xFE],
    ];

    [Test]
    public async Task Mutations_of_a_good_body_are_taken_or_refused_and_never_break_anything()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var user = await SignedInUser.RegisterAsync(suite);
        var account = await user.ConnectDiscordAsync(suite);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var given) ? given : Random.Shared.Next();
        await TestContext.Progress.WriteLineAsync($"FUZZ_SEED={seed}");
        var random = new Random(seed);
        var valid = Encoding.UTF8.GetBytes(Valid.Replace("ACCOUNT", account.ToString(), StringComparison.Ordinal));
        byte[][] bodies = [valid, .. Enumerable.Range(0, Mutations).Select(number => number % 2 == 0 ? Bite(valid, random) : Replace(valid, random))];

        var answers = new Answer[bodies.Length];
        await Parallel.ForAsync(0, bodies.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var content = new ByteArrayContent(bodies[number]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            answers[number] = await user.Http.CallAsync(HttpMethod.Post, "/api/publishing/publish", content);
        });

        Assert.That((int)answers[0].Status, Is.EqualTo(202), answers[0].ToString());
        Assert.Multiple(() =>
        {
            for (var number = 0; number < bodies.Length; number++)
            {
                var answer = answers[number];
                Assert.That(
                    (int)answer.Status == 202 ? null : answer.Flaw(), Is.Null, $"mutation {number} of seed {seed}: {Encoding.UTF8.GetString(bodies[number])}");
            }
        });
        await TestContext.Progress.WriteLineAsync(
            string.Join(", ", answers.GroupBy(answer => (int)answer.Status).OrderBy(group => group.Key).Select(group => $"{group.Key}: {group.Count()}")));
    }

    /// <summary>Something else in place of one or two values: it stays JSON and gets past the reader.</summary>
    private static byte[] Replace(byte[] body, Random random)
    {
        var text = Encoding.UTF8.GetString(body);
        for (var time = random.Next(1, 3); time > 0; time--)
        {
            var root = JsonNode.Parse(text)!;
            var nodes = Below(root).ToList();
            nodes[random.Next(nodes.Count)].ReplaceWith(Mark);
            text = root.ToJsonString().Replace($"\"{Mark}\"", time == 1 ? Values[random.Next(Values.Length)] : "\"a\"", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }

    private static byte[] Bite(byte[] body, Random random)
    {
        var bitten = body.ToList();
        var bites = random.Next(1, 4);
        for (var bite = 0; bite < bites && bitten.Count > 10; bite++)
        {
            var at = random.Next(bitten.Count);
            var length = Math.Min(random.Next(1, 20), bitten.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    bitten[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bitten.RemoveRange(at, length);
                    break;
                case 2:
                    bitten.InsertRange(at, bitten.GetRange(at, length));
                    break;
                default:
                    bitten.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. bitten];
    }
}
