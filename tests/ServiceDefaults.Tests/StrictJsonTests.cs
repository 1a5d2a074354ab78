using System.Text;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>What is not accepted as JSON, and how it is said.</summary>
public sealed class StrictJsonTests
{
    private const string Valid = """{"id":"01900000-0000-7000-8000-000000000001","text":"hello"}""";

    [Test]
    public void A_valid_body_is_read() => Assert.That(JsonSerializer.Deserialize<Body>(Valid, StrictJson.Options)!.Text, Is.EqualTo("hello"));

    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","colour":"red"}""", "colour", "is not a known member; remove it or correct its name")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","Text":"a"}""", "Text", "is not a known member; remove it or correct its name")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","text":"b"}""", "text", "stands twice; keep one")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001"}""", "text", "is required")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":null}""", "text", "must not be null")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":7}""", "text", "has the wrong type or form; expected a string")]
    [TestCase("""{"id":"seven","text":"a"}""", "id", "has the wrong type or form; expected a UUID")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","at":"tomorrow"}""", "at", "has the wrong type or form; expected an RFC 3339 instant such as 2030-01-31T09:00:00Z")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","count":"1"}""", "count", "has the wrong type or form; expected a whole number")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","count":1.5}""", "count", "has the wrong type or form; expected a whole number")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","is_new":1}""", "is_new", "has the wrong type or form; expected true or false")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","parts":"one"}""", "parts", "has the wrong type or form; expected an array")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","parts":["one",2]}""", "parts[1]", "has the wrong type or form; expected a string")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","inner":[]}""", "inner", "has the wrong type or form; expected an object")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","inner":{}}""", "inner.name", "is required")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a\u0000b"}""", "text", "contains the character U+0000; remove it")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"\ud83d"}""", "text", "contains half of a surrogate pair or bytes that are not UTF-8; remove them")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a","free":{"x":["\u0000"]}}""", "free", "contains the character U+0000; remove it")]
    [TestCase("""{"id":"01900000-0000-7000-8000-000000000001","text":"a"} and more""", "body", "is not valid JSON (line 1)")]
    [TestCase("""{"id":""", "id", "is not valid JSON (line 1)")]
    [TestCase("[]", "body", "has the wrong type or form; expected an object")]
    public void What_is_wrong_is_said_at_its_field(string json, string field, string message)
    {
        var errors = Explain(json);

        Assert.That(errors.Single().Key, Is.EqualTo(field));
        Assert.That(errors.Single().Value, Is.EqualTo(new[] { message }));
    }

    [Test]
    public void Everything_that_is_missing_is_said_at_once() => Assert.That(Explain("{}").Keys, Is.EquivalentTo(new[] { "id", "text" }));

    [Test]
    public void Row_70_nesting_has_an_end()
    {
        var deep = $$"""{"id":"01900000-0000-7000-8000-000000000001","text":"a","free":{{new string('[', 40)}}{{new string(']', 40)}}}""";

        Assert.That(Explain(deep).Single().Value.Single(), Is.EqualTo("is nested too deeply; at most 32 levels are read"));
    }

    [Test]
    public void Row_72_bytes_that_are_no_text_are_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"id":"01900000-0000-7000-8000-000000000001","text":"a"""), 0xC3, 0x28, .. "\"}"u8];

        var problem = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Body>(body, StrictJson.Options));

        Assert.That(JsonProblem.Explain(problem!).Keys, Is.EqualTo(new[] { "text" }));
    }

    [Test]
    public void Whole_characters_of_every_plane_pass()
    {
        var json = """{"id":"01900000-0000-7000-8000-000000000001","text":"\ud83d\ude00 日本 é"}""";

        Assert.That(JsonSerializer.Deserialize<Body>(json, StrictJson.Options)!.Text, Is.EqualTo("😀 日本 é"));
    }

    [Test]
    public void What_is_written_is_snake_case_and_readable() =>
        Assert.That(
            JsonSerializer.Serialize(new Body { Id = Guid.Empty, Text = "é <b>", IsNew = true }, StrictJson.Options),
            Does.Contain("\"is_new\":true").And.Contain("é <b>"));

    private static IDictionary<string, string[]> Explain(string json) =>
        JsonProblem.Explain(Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Body>(json, StrictJson.Options))!);

    private sealed record Body
    {
        public required Guid Id { get; init; }
        public required string Text { get; init; }
        public int? Count { get; init; }
        public bool? IsNew { get; init; }
        public DateTimeOffset? At { get; init; }
        public IReadOnlyList<string>? Parts { get; init; }
        public Inner? Inner { get; init; }
        public JsonElement? Free { get; init; }
    }

    private sealed record Inner(string Name);
}
