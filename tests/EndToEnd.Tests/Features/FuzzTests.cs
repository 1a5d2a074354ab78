using System.Net.Http.Headers;
using System.Text;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>A body that was bitten at random is taken or refused; it breaks nothing. <c>FUZZ_SEED</c> repeats a run.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 300;

    private const string Valid =
        """
        {"post":{"title":"A title","content":"Some text","language":"en","link":"https://example.com/","tags":["a","b"],
        "variants":{"twitter":{"parts":["One","Two"],"media":[{"url":"https://example.com/a.png","file_name":"a.png","content_type":"image/png","alt_text":"A picture"}],"options":{"made_with_ai":true}},"discord":{"text":"Hello","options":{"embeds":[{"title":"t","color":255}]}}},
        "metadata":{"a":[1,2.5,null,true,{"b":"c"}]}},"targets":[{"account_id":"ACCOUNT","content_type":"message","options":{"tts":false}}],"mode":"draft"}
        """;

    private static readonly byte[][] Pieces =
    [
        .. ((string[])["null", "true", "-1", "0", "1e999", "1e-999", "12345678901234567890", "{}", "[]", "[[]]", "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"",
            "\"\\udc00\"", "\"2030-01-01\"", "\"2030-01-01T00:00:00Z\"", "\"scheduled\"", "\"immediate\"", "\"0196b0c0-0000-7000-8000-000000000000\"",
            "\"scheduled_at\":", "\"post_id\":", "\"platforms\":[\"x\"],", "\"mode\":", ",", ":", "\"", "\\", "{", "}", "[", "]", "/* */", "//", "\u202e", "\ufeff", "NaN",
            "\"" + new string('a', 70_000) + "\"", new string('[', 40)]).Select(Encoding.UTF8.GetBytes),
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
        byte[][] bodies = [valid, .. Enumerable.Range(0, Mutations).Select(_ => Mutate(valid, random))];

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

    private static byte[] Mutate(byte[] body, Random random)
    {
        var mutated = body.ToList();
        var bites = random.Next(1, 5);
        for (var bite = 0; bite < bites && mutated.Count > 10; bite++)
        {
            var at = random.Next(mutated.Count);
            var length = Math.Min(random.Next(1, 20), mutated.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveRange(at, length);
                    break;
                case 2:
                    mutated.InsertRange(at, mutated.GetRange(at, length));
                    break;
                case 3:
                    mutated.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                default:
                    ReplaceValue(mutated, at, Pieces[random.Next(Pieces.Length)]);
                    break;
            }
        }

        return [.. mutated];
    }

    /// <summary>What stands between the next colon and the next comma: the mutations that stay JSON get further in.</summary>
    private static void ReplaceValue(List<byte> body, int at, byte[] piece)
    {
        var colon = body.IndexOf((byte)':', at);
        var comma = colon < 0 ? -1 : body.IndexOf((byte)',', colon);
        if (comma > 0)
        {
            body.RemoveRange(colon + 1, comma - colon - 1);
            body.InsertRange(colon + 1, piece);
        }
    }
}
