using System.Text.Json;
using System.Text.RegularExpressions;
using ContentMultiplier.Content;
using ContentMultiplier.Contracts.Platforms;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing;
using ContentMultiplier.ServiceDefaults.Messaging;
using Microsoft.Extensions.Configuration;

namespace ContentMultiplier.Publishers.ConformanceTests;

public sealed partial class DescriptorTests(PlatformUnderTest platform) : ConformanceFixture(platform)
{
    private static readonly string[] Countings =
        [TextCounting.Utf16, TextCounting.CodePoints, TextCounting.Graphemes, TextCounting.Weighted];

    private PlatformDescriptor Descriptor => Platform.Create().Describe(new ConfigurationBuilder().Build());

    private PlatformCapabilities Capabilities => Descriptor.Capabilities;

    [Test]
    public void It_goes_by_the_name_of_its_folder()
    {
        Assert.That(Descriptor.Slug, Is.EqualTo(Platform.Slug));
        Assert.That(Slugs.IsValid(Descriptor.Slug), Is.True);
        Assert.That(Descriptor.DisplayName, Is.Not.Empty);
        Assert.That(Capabilities.Aliases, Is.All.Matches<string>(alias => Word().IsMatch(alias!)));
    }

    [Test]
    public void Its_limits_are_limits()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Capabilities.ContentTypes, Is.Not.Empty.And.Unique);
            Assert.That(Capabilities.ContentTypes, Is.All.Matches<string>(type => Word().IsMatch(type!)));
            Assert.That(Capabilities.Text.MaxLength, Is.Positive);
            Assert.That(Capabilities.Text.MaxParts, Is.Positive);
            Assert.That(Capabilities.Text.Counting, Is.AnyOf([.. Countings]));
            Assert.That(Capabilities.Media.MaxItems, Is.Not.Negative);
            Assert.That(Capabilities.Media.MaxBytes, Is.Not.Negative);
            Assert.That(Capabilities.RateRules, Is.All.Matches<RateRule>(rule => rule is { Limit: > 0, WindowSeconds: > 0, Scope.Length: > 0 }));
        });
    }

    [Test]
    public void What_it_asks_of_the_files_of_a_content_type_can_be_kept_and_is_checked()
    {
        var rules = Capabilities.Media;
        Assert.That(rules.ByContentType.Keys, Is.SubsetOf(Capabilities.ContentTypes));
        foreach (var (contentType, own) in rules.ByContentType)
        {
            var most = own.MaxItems ?? rules.MaxItems;
            Assert.That(own.MinItems, Is.InRange(0, most), contentType);
            Assert.That(most, Is.LessThanOrEqualTo(rules.MaxItems), contentType);
            Assert.That(own.Alone.Concat(own.ContentTypes), Is.All.Matches<string>(type => type!.Contains('/')), contentType);

            var file = new MediaItem { Url = "https://example.com/file" };
            Assert.That(FieldsOf(contentType, [.. Enumerable.Repeat(file, most + 1)]), Does.Contain("media"), contentType);
            Assert.That(FieldsOf(contentType, [.. Enumerable.Repeat(file, most)]), Does.Not.Contain("media"), contentType);
            Assert.That(FieldsOf(contentType, [.. Enumerable.Repeat(file, own.MinItems)]), Does.Not.Contain("media"), contentType);
            if (own.MinItems > 0)
            {
                Assert.That(FieldsOf(contentType, [.. Enumerable.Repeat(file, own.MinItems - 1)]), Does.Contain("media"), contentType);
            }

            foreach (var alone in own.Alone.Select(type => file with { ContentType = rules.ContentTypes.First(known => known.StartsWith(type.TrimEnd('*'), StringComparison.Ordinal)) }))
            {
                Assert.That(FieldsOf(contentType, [alone, file]), Does.Contain("media[0]"), contentType);
                Assert.That(FieldsOf(contentType, [alone]), Does.Not.Contain("media[0]"), contentType);
            }
        }
    }

    [Test]
    public void Its_credential_can_be_asked_for()
    {
        var scheme = Capabilities.Credentials;
        switch (scheme.Kind)
        {
            case CredentialKinds.Fields:
                Assert.That(scheme.Fields, Is.Not.Empty);
                Assert.That(scheme.Fields.Select(field => field.Name), Is.Unique.And.All.Matches<string>(name => FieldName().IsMatch(name!)));
                Assert.That(scheme.Fields.Select(field => field.Label), Is.All.Not.Empty);
                Assert.That(scheme.Fields.Any(field => field.Secret), Is.True, "a credential has a secret");
                foreach (var pattern in scheme.Fields.Select(field => field.Pattern).OfType<string>())
                {
                    Assert.That(() => new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), Throws.Nothing);
                }

                break;
            case CredentialKinds.OAuth2:
                Assert.That(scheme.OAuth2, Is.Not.Null);
                AssertHttps(scheme.OAuth2!.AuthorizeUrl);
                AssertHttps(scheme.OAuth2.TokenUrl);
                AssertHttps(scheme.OAuth2.RevokeUrl ?? scheme.OAuth2.TokenUrl);
                Assert.That(scheme.OAuth2.Scopes, Is.Not.Empty);
                Assert.That(scheme.OAuth2.ClientAuthentication, Is.AnyOf("basic", "form"));
                break;
            default:
                Assert.Fail($"`{scheme.Kind}` is no kind of credential.");
                break;
        }
    }

    [Test]
    public void Its_options_are_a_flat_object_of_JSON_Schema()
    {
        if (Capabilities.OptionsSchema is { } schema)
        {
            Assert.That(schema.GetProperty("type").GetString(), Is.EqualTo("object"));
            Assert.That(schema.GetProperty("properties").EnumerateObject().Select(option => option.Name), Is.All.Matches<string>(name => FieldName().IsMatch(name!)));
        }
    }

    [Test]
    public void Options_that_do_not_go_together_are_its_own_and_are_refused()
    {
        foreach (var conflict in Capabilities.OptionConflicts)
        {
            var known = Capabilities.OptionsSchema!.Value.GetProperty("properties").EnumerateObject().Select(option => option.Name).ToList();
            Assert.That(conflict.Options.Append(conflict.Option), Is.SubsetOf(known), conflict.Option);
            Assert.That(conflict.ContentTypes, Is.SubsetOf(Capabilities.ContentTypes), conflict.Option);
            Assert.That(conflict.Reason, Is.Not.Empty, conflict.Option);
            foreach (var contentType in conflict.ContentTypes)
            {
                var options = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [conflict.Option] = "given" });
                var errors = ContentCheck.Check(Capabilities, contentType, new() { Text = "text" }, options);
                Assert.That(errors.Select(error => error.Message), Has.Some.StartsWith($"not with a {contentType}: {conflict.Reason}"), conflict.Option);
            }
        }
    }

    [Test]
    public void The_limits_of_the_files_of_a_content_type_do_not_contradict_each_other()
    {
        var rules = Capabilities.Media;
        foreach (var video in rules.ByContentType.Values.Select(own => own.Video).Append(rules.Video).OfType<VideoRules>())
        {
            Assert.That(video.MaxSeconds, Is.Zero.Or.GreaterThanOrEqualTo(video.MinSeconds));
            Assert.That(video.MaxAspect, Is.Zero.Or.GreaterThanOrEqualTo(video.MinAspect));
            Assert.That(video.MaxFrameRate, Is.Zero.Or.GreaterThanOrEqualTo(video.MinFrameRate));
            Assert.That(video.MaxBytes, Is.LessThanOrEqualTo(rules.MaxBytes));
        }

        foreach (var image in rules.ByContentType.Values.Select(own => own.Image).Append(rules.Image).OfType<ImageRules>())
        {
            Assert.That(image.MaxAspect, Is.Zero.Or.GreaterThanOrEqualTo(image.MinAspect));
            Assert.That(image.MaxWidth, Is.Zero.Or.GreaterThanOrEqualTo(image.MinWidth));
            Assert.That(image.MaxHeight, Is.Zero.Or.GreaterThanOrEqualTo(image.MinHeight));
            Assert.That(image.MaxBytes, Is.LessThanOrEqualTo(rules.MaxBytes));
        }
    }

    [Test]
    public void Its_announcement_survives_the_wire()
    {
        var json = JsonSerializer.Serialize(Capabilities, MessageJson.Options);

        var heard = JsonSerializer.Deserialize<PlatformCapabilities>(json, MessageJson.Options)!;

        Assert.That(JsonSerializer.Serialize(heard, MessageJson.Options), Is.EqualTo(json));
    }

    [Test]
    public void Its_preview_of_the_samples_has_no_errors()
    {
        foreach (var sample in Play().Sample.Cases)
        {
            var preview = Play(sample.Name).CreateWorker().Get<IFormatter>().Format(new()
            {
                Platform = Platform.Slug,
                ContentType = sample.ContentType,
                Content = sample.Content,
                Options = sample.Options,
            });

            Assert.That(preview.Errors, Is.Empty, sample.Name);
            Assert.That(preview.Parts, Is.All.Matches<Contracts.Preview.PreviewPart>(part => part!.Count <= part.Limit), sample.Name);
        }
    }

    [TestCase("regist", TestName = "Its README says how the application is registered")]
    [TestCase("scope", TestName = "Its README says which scopes are needed")]
    [TestCase("limit", TestName = "Its README says which limits the platform sets")]
    public void Its_README_says_what_an_operator_needs(string word)
    {
        var file = Path.Combine(Platform.Folder, "README.md");

        Assert.That(File.Exists(file), Is.True, "README.md is missing");
        Assert.That(File.ReadAllText(file), Does.Contain(word).IgnoreCase);
    }

    private IEnumerable<string> FieldsOf(string contentType, IReadOnlyList<MediaItem> media)
        => ContentCheck.Check(Capabilities, contentType, new() { Text = "text", Media = media }, null).Select(error => error.Field);

    private static void AssertHttps(string url)
        => Assert.That(new Uri(url, UriKind.Absolute).Scheme, Is.EqualTo(Uri.UriSchemeHttps));

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex FieldName();

    [GeneratedRegex("^[a-z][a-z0-9_-]*$", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
