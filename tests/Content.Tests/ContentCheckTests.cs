using System.Text.Json;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Content.Tests;

[TestFixture]
public sealed class ContentCheckTests
{
    private static readonly PlatformCapabilities Short = new()
    {
        ContentTypes = ["post", "thread"],
        Text = new() { Counting = TextCounting.Weighted, MaxLength = 280, MaxParts = 3 },
        Media = new() { MaxItems = 2, ContentTypes = ["image/*", "video/mp4"] },
        Credentials = new() { Kind = CredentialKinds.Fields },
    };

    [Test]
    public void Content_within_the_rules_has_no_errors()
    {
        Assert.That(Check(new() { Text = "Hello", Media = [File("image/png"), File("VIDEO/MP4")] }), Is.Empty);
        Assert.That(Check(new() { Parts = ["one", "two", "three"] }, "thread"), Is.Empty);
        Assert.That(Check(new() { Media = [File(null)] }), Is.Empty, "a file needs no text");
    }

    [TestCase(null, "title: empty, and needs 1 to 5 characters; give one")]
    [TestCase(" ", "title: empty, and needs 1 to 5 characters; give one")]
    [TestCase("Subject", "title: 7 of 5 characters; shorten it by 2")]
    [TestCase("😀😀😀😀😀", null)]
    public void A_title_is_asked_for_and_measured_where_there_is_a_rule(string? title, string? error)
    {
        var capabilities = Short with { Title = new() { MaxLength = 5 } };

        var errors = ContentCheck.Check(capabilities, "post", new() { Text = "Hello", Title = title }, null)
            .Select(problem => $"{problem.Field}: {problem.Message}");

        Assert.That(errors, Is.EqualTo(error is null ? [] : new[] { error }));
    }

    [TestCase("reel", "")]
    [TestCase("reel", "", "video/mp4")]
    [TestCase("reel", "media: 0 files, and a reel needs at least 1; add 1", null)]
    [TestCase("reel", "media: 2 of 1 files of a reel; remove 1", "video/mp4", "video/mp4")]
    [TestCase("reel", "media[0].content_type: 'image/png' where a reel takes video/*; choose another file or another content type", "image/png")]
    [TestCase("post", "", "image/png", "image/gif")]
    [TestCase("post", "", "video/mp4")]
    [TestCase("post", "media[1]: 'video/mp4' as one of 2 files; a file of that type goes alone, 1 of 1: remove the 1 other", "image/png", "video/mp4")]
    [TestCase("text", "media: 1 files where a text takes none; remove them", "image/png")]
    public void A_content_type_asks_for_files_of_its_own(string contentType, string error, params string?[]? types)
    {
        var capabilities = Short with
        {
            ContentTypes = ["post", "reel", "text"],
            Media = Short.Media with
            {
                ByContentType = new Dictionary<string, ContentTypeMedia>
                {
                    ["post"] = new() { Alone = ["video/*"] },
                    ["reel"] = new() { MinItems = 1, MaxItems = 1, ContentTypes = ["video/*"] },
                    ["text"] = new() { MaxItems = 0 },
                },
            },
        };
        IReadOnlyList<MediaItem> media = types is null ? [] : types.Length == 0 ? [File(null)] : [.. types.Select(File)];

        var errors = ContentCheck.Check(capabilities, contentType, new() { Text = "Hello", Media = media }, null)
            .Select(problem => $"{problem.Field}: {problem.Message}");

        Assert.That(errors, Is.EqualTo(error.Length == 0 ? [] : new[] { error }));
    }

    [TestCase("See https://example.com", 1)]
    [TestCase("See nothing", 0)]
    public void A_link_is_warned_of_where_there_is_a_notice(string text, int count)
    {
        var capabilities = Short with { LinkNotice = "it costs more" };

        Assert.That(ContentCheck.WarningsOf(capabilities, new() { Text = text }), Has.Count.EqualTo(count));
        Assert.That(ContentCheck.WarningsOf(capabilities, new() { Parts = ["one", text] }), Has.Count.EqualTo(count));
        Assert.That(ContentCheck.WarningsOf(Short, new() { Text = text }), Is.Empty);
    }

    [Test]
    public void Options_that_are_needed_are_missed_when_there_are_none()
    {
        var capabilities = Short with { OptionsSchema = JsonElement.Parse("""{"type": "object", "required": ["to"], "properties": {"to": {}}}""") };

        var errors = ContentCheck.Check(capabilities, "post", new() { Text = "Hello" }, null);

        Assert.That(errors.Select(error => error.Field), Is.EqualTo(new[] { "options.to" }));
    }

    [Test]
    public void Every_problem_is_named_at_once()
    {
        var errors = Check(
            new() { Parts = [new('a', 281), "ok", new('b', 300), " "], Media = [File("image/gif"), File("text/html"), File(null)] },
            "story",
            """{"quote": true}""");

        Assert.That(errors, Is.EqualTo(new[]
        {
            "content_type: 'story' is not one of post, thread; choose one of them",
            "parts: 4 of 3 parts; remove 1",
            "parts[0]: 281 of 280 characters; shorten it by 1",
            "parts[2]: 300 of 280 characters; shorten it by 20",
            "parts[3]: empty, and needs 1 to 280 characters; write something",
            "media: 3 of 2 files; remove 1",
            "media[1].content_type: 'text/html' is not one of image/*, video/mp4; convert the file",
            "options: the platform has no options; leave them out",
        }));
    }

    [TestCase("")]
    [TestCase(" \n\t\u3000")]
    public void Empty_text_is_refused_where_text_is_needed(string text)
    {
        Assert.That(Check(new() { Text = text }), Has.One.StartsWith("text: empty"));

        var optional = Short with { Text = Short.Text with { Required = false } };
        Assert.That(ContentCheck.Check(optional, "post", new() { Text = text }, null), Is.Empty);
    }

    [Test]
    public void A_platform_without_threads_or_files_says_so()
    {
        var single = Short with { Text = Short.Text with { MaxParts = 1 }, Media = new() };

        var errors = ContentCheck.Check(single, "post", new() { Parts = ["one", "two"], Media = [File("image/png")] }, null);

        Assert.That(errors.Select(error => $"{error.Field}: {error.Message}"), Is.EqualTo(new[]
        {
            "parts: 2 parts where only one text is taken; send one text",
            "media: 1 files where none is taken; remove them",
        }));
    }

    [Test]
    public void An_alternative_text_that_is_too_long_is_named_with_its_file()
    {
        var described = Short with { Media = Short.Media with { MaxAltText = 10 } };

        var errors = ContentCheck.Check(
            described, "post", new() { Text = "Hello", Media = [File("image/png") with { AltText = "A hill" }, File("image/png") with { AltText = "A hill at dusk" }] }, null);

        Assert.That(errors.Select(error => $"{error.Field}: {error.Message}"), Is.EqualTo(new[] { "media[1].alt_text: 14 of 10 characters; remove 4" }));
    }

    [Test]
    public void Characters_that_X_refuses_are_named()
    {
        Assert.That(Check(new() { Text = "a\uFEFFb" }), Has.One.Contains("U+FEFF"));
    }

    [TestCase("null")]
    [TestCase("{}")]
    public void No_options_are_fine_everywhere(string options)
    {
        Assert.That(Check(new() { Text = "Hello" }, options: options), Is.Empty);
    }

    [TestCase("post", """{"first_comment":"x"}""", null)]
    [TestCase("post", """{"first_comment":"x","draft":false,"at":null}""", null)]
    [TestCase("post", """{"draft":true}""", null)]
    [TestCase("post", """{"first_comment":"x","draft":true}""", "options.first_comment: not together with draft: nobody sees it; leave one of them out")]
    [TestCase("thread", """{"first_comment":"x"}""", "options.first_comment: not with a thread: nobody sees it; leave it out, or choose another content type")]
    public void Options_that_do_not_go_together_are_refused(string contentType, string options, string? error)
    {
        var picky = Short with
        {
            OptionsSchema = JsonElement.Parse("""{"type":"object"}"""),
            OptionConflicts = [new("first_comment", ["draft", "at"], ["thread"], "nobody sees it")],
        };

        var errors = ContentCheck.Check(picky, contentType, new() { Text = "Hello" }, JsonElement.Parse(options));

        Assert.That(errors.Select(one => $"{one.Field}: {one.Message}"), Is.EqualTo(error is null ? [] : new[] { error }));
    }

    private static List<string> Check(PostContent content, string contentType = "post", string? options = null)
    {
        using var document = options is null ? null : JsonDocument.Parse(options);
        return ContentCheck.Check(Short, contentType, content, document?.RootElement)
            .Select(error => $"{error.Field}: {error.Message}").ToList();
    }

    private static MediaItem File(string? type) => new() { Url = "https://files.example/1", ContentType = type };
}
