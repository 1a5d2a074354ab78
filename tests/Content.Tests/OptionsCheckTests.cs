using System.Text.Json;
using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class OptionsCheckTests
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "audience": {"enum": ["all", "followers"]},
            "kind": {"const": 1},
            "name": {"type": "string", "minLength": 2, "maxLength": 4},
            "color": {"type": ["string", "null"], "pattern": "^#[0-9a-f]{6}$"},
            "silent": {"type": "boolean"},
            "minutes": {"type": "integer", "minimum": 5, "maximum": 10},
            "ratio": {"type": "number"},
            "tags": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string", "maxLength": 3}},
            "embeds": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["title"],
                "properties": {
                  "title": {"type": "string", "maxLength": 5},
                  "footer": {"type": "object", "properties": {"text": {"type": "string"}}}
                }
              }
            },
            "anything": {}
          }
        }
        """;

    [TestCase("""{"audience": "all", "kind": 1, "name": "😀😀😀😀", "color": null, "silent": false, "minutes": 5, "ratio": 1.5}""")]
    [TestCase("""{"tags": ["a", "b"], "embeds": [{"title": "Hello", "footer": {"text": "x"}}], "anything": {"goes": [1]}}""")]
    [TestCase("""{"color": "#00ff00", "minutes": 10.0}""")]
    public void Options_that_fit_the_schema_pass(string options)
    {
        Assert.That(Check(options), Is.Empty);
    }

    [TestCase("[]", "options: array where object is expected")]
    [TestCase("""{"x": 1}""", "options.x: not an option of the platform; known are audience, kind, name, color, silent, minutes, ratio, tags, embeds, anything")]
    [TestCase("""{"audience": "some"}""", "options.audience: 'some' is not one of 'all', 'followers'; choose one of them")]
    [TestCase("""{"kind": 2}""", "options.kind: 2 where only 1 is taken")]
    [TestCase("""{"name": "abcde"}""", "options.name: 5 of 4 characters; shorten it by 1")]
    [TestCase("""{"name": "a"}""", "options.name: 1 characters, and at least 2 are needed")]
    [TestCase("""{"name": 1}""", "options.name: number where string is expected")]
    [TestCase("""{"color": "red"}""", "options.color: does not have the form ^#[0-9a-f]{6}$")]
    [TestCase("""{"color": true}""", "options.color: boolean where string or null is expected")]
    [TestCase("""{"silent": "yes"}""", "options.silent: string where boolean is expected")]
    [TestCase("""{"minutes": 5.5}""", "options.minutes: number where integer is expected")]
    [TestCase("""{"minutes": 4}""", "options.minutes: 4 is less than 5; give 5 or more")]
    [TestCase("""{"minutes": 1e99}""", "options.minutes: 1E+99 is more than 10; give 10 or less")]
    [TestCase("""{"tags": []}""", "options.tags: 0 items, and at least 1 are needed; add 1")]
    [TestCase("""{"tags": ["a", "b", "c"]}""", "options.tags: 3 of 2 items; remove 1")]
    [TestCase("""{"tags": ["a", "long"]}""", "options.tags[1]: 4 of 3 characters; shorten it by 1")]
    [TestCase("""{"embeds": [{"title": "a"}, {"title": "too long"}]}""", "options.embeds[1].title: 8 of 5 characters; shorten it by 3")]
    [TestCase("""{"embeds": [{}]}""", "options.embeds[0].title: missing; give it a value")]
    [TestCase("""{"embeds": [{"title": "a", "footer": {"icon": "x"}}]}""", "options.embeds[0].footer.icon: not an option of the platform; known are text")]
    public void What_does_not_fit_is_named(string options, string expected)
    {
        Assert.That(Check(options), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void All_problems_are_named_at_once()
    {
        Assert.That(Check("""{"audience": 1, "silent": 1, "tags": [1, "long"]}"""), Has.Count.EqualTo(4));
    }

    private static List<string> Check(string options)
    {
        using var schema = JsonDocument.Parse(Schema);
        using var given = JsonDocument.Parse(options);
        var errors = new List<ContentError>();
        OptionsCheck.Check(schema.RootElement, given.RootElement, errors);
        return errors.ConvertAll(error => $"{error.Field}: {error.Message}");
    }
}
