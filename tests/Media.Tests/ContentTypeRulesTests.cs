using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Media.Platforms;

namespace ContentMultiplier.Media.Tests;

/// <summary>What a content type states holds in the place of the platform's rule; what it does not state stays.</summary>
public sealed class ContentTypeRulesTests
{
    private static readonly MediaRules Rules = new()
    {
        MaxItems = 10,
        MaxBytes = 300,
        Image = new() { ContentTypes = ["image/jpeg"], MaxWidth = 1440 },
        Video = new() { MinSeconds = 3, MaxSeconds = 900, Codecs = ["h264"], MaxFrameRate = 60 },
        ByContentType = new Dictionary<string, ContentTypeMedia>
        {
            ["post"] = new() { Image = new() { MinAspect = 0.8, MaxAspect = 1.91 } },
            ["reel"] = new() { MinItems = 1 },
            ["story"] = new() { Video = new() { MaxSeconds = 60, MaxBytes = 100, Codecs = ["hevc"] } },
        },
    };

    [Test]
    public void A_stated_limit_replaces_the_platforms_and_the_others_stay()
    {
        var video = Rules.For("story").Video!;

        Assert.Multiple(() =>
        {
            Assert.That((video.MinSeconds, video.MaxSeconds, video.MaxBytes, video.MaxFrameRate), Is.EqualTo((3, 60, 100L, 60.0)));
            Assert.That(video.Codecs, Is.EqualTo(new[] { "hevc" }));
            Assert.That(Rules.For("story").Image, Is.EqualTo(Rules.Image));
        });
    }

    [Test]
    public void A_content_type_may_ask_of_pictures_alone()
    {
        var rules = Rules.For("post");

        Assert.That((rules.Image!.MaxWidth, rules.Image.MinAspect, rules.Image.MaxAspect), Is.EqualTo((1440, 0.8, 1.91)));
        Assert.That(rules.Video, Is.EqualTo(Rules.Video));
    }

    [Test]
    public void What_a_platform_does_not_limit_a_content_type_may() =>
        Assert.That((Rules with { Video = null }).For("story").Video!.MaxSeconds, Is.EqualTo(60));

    [TestCase("reel")]
    [TestCase("unheard of")]
    [TestCase(null)]
    public void Without_rules_of_its_own_a_content_type_gets_the_platforms_form(string? contentType)
    {
        var rules = Rules.For(contentType);

        Assert.That((rules.Image, rules.Video), Is.EqualTo((Rules.Image, Rules.Video)));
        Assert.That(rules.Hash(), Is.EqualTo(Rules.For(null).Hash()));
    }

    [Test]
    public void Forms_are_kept_apart_where_the_rules_differ() =>
        Assert.That(new[] { "post", "story", null }.Select(type => Rules.For(type).Hash()), Is.Unique);

    /// <summary>A rule that is added to the records and forgotten in the joining of them would be passed over in silence.</summary>
    [Test]
    public void Every_rule_can_be_replaced_and_every_rule_stays_where_nothing_replaces_it()
    {
        var (image, video) = (Filled<ImageRules>(), Filled<VideoRules>());
        var replaced = new MediaRules { ByContentType = new Dictionary<string, ContentTypeMedia> { ["story"] = new() { Image = image, Video = video } } }.For("story");
        var kept = new MediaRules
        {
            Image = image, Video = video, ByContentType = new Dictionary<string, ContentTypeMedia> { ["story"] = new() { Image = new(), Video = new() } },
        }.For("story");

        Assert.Multiple(() =>
        {
            Assert.That((replaced.Image, replaced.Video), Is.EqualTo((image, video)));
            Assert.That((kept.Image, kept.Video), Is.EqualTo((image, video)));
        });
    }

    private static T Filled<T>()
        where T : new()
    {
        var rules = new T();
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            property.SetValue(rules, property.PropertyType == typeof(IReadOnlyList<string>)
                ? new[] { "one" }
                : Convert.ChangeType(7, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));
        }

        return rules;
    }
}
