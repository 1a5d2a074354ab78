using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;

namespace ContentMultiplier.Publishers.ConformanceTests.HtmlPlatforms;

/// <summary>What becomes of the files, and of posts that somebody put elsewhere, beyond what every platform keeps.</summary>
public sealed class WordpressReviserTests
{
    private const string WithFiles = "a post with everything, at a site without permalinks";
    private const string Paper = "https://blog.example/news/paper.pdf";

    [TestCase("![the paper]({base}/files/paper.pdf)", TestName = "A_file_that_the_text_shows_by_where_it_came_from_is_not_shown_again")]
    [TestCase("![the paper](https://blog.example/news/paper.pdf)", TestName = "A_file_that_the_text_shows_by_where_it_is_is_not_shown_again")]
    public async Task A_file_is_shown_once(string text)
    {
        await using var scenario = Play(WithFiles);
        var request = await scenario.ToReviseAsync(
            RevisionKinds.Edit, text.Replace("{base}", scenario.Platform.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));

        var written = await EditAsync(scenario, request, "/", $"<p>Look</p>\n<p><a href=\"{Paper}\">paper.pdf</a></p>");

        Assert.That(written, Is.EqualTo($"<p><img src=\"{Paper}\" alt=\"the paper\" /></p>"));
    }

    [Test]
    public async Task Blocks_that_the_sites_editor_made_of_the_files_stay_and_those_of_others_go()
    {
        await using var scenario = Play(WithFiles);
        var request = await scenario.ToReviseAsync(RevisionKinds.Edit, "Other words");
        const string Picture = "<figure class=\"wp-block-image size-large\"><img src=\"https://blog.example/news/picture.png\" alt=\"\"/></figure>";

        var written = await EditAsync(
            scenario, request, "/",
            $"<!-- wp:gallery --><figure class=\"wp-block-gallery\">{Picture}<figure><img src=\"https://blog.example/news/stranger.png\"/></figure></figure><p><a href=\"https://elsewhere.example/\">more</a></p>");

        Assert.That(written, Is.EqualTo($"<p>Other words</p>\n{Picture}"));
    }

    [Test]
    public async Task A_page_at_WordPress_com_is_edited_there()
    {
        await using var scenario = Play("a draft of a page at WordPress.com");
        var request = await scenario.ToReviseAsync(RevisionKinds.Edit, "About *us*");

        var written = await EditAsync(scenario, request, "/wp/v2/sites/112233/pages/44", "<p>About us</p>");

        Assert.That(written, Is.EqualTo("<p>About <em>us</em></p>"));
    }

    [Test]
    public async Task A_post_in_the_bin_is_not_edited()
    {
        await using var scenario = Play("a post");
        var request = await scenario.ToReviseAsync(RevisionKinds.Edit, "Better");
        Expect(scenario, "/wp-json/wp/v2/posts/42", "trash", "<p>Hello</p>");

        var told = await scenario.CreateWorker().Get<PublicationReviser>().ReviseAsync(request, default);

        Assert.That((told!.IsDone, told.IsRetryable, told.Category), Is.EqualTo((false, false, FailureCategories.NotFound)), told.Detail);
        Assert.That(told.Action, Does.Contain("out of the bin"));
        Assert.That(scenario.Platform.Requests.Last().Method, Is.EqualTo("GET"));
    }

    /// <returns>What stands at the site afterwards.</returns>
    private static async Task<string?> EditAsync(Scenario scenario, RevisePublication request, string path, string before)
    {
        Expect(scenario, path, "publish", before);
        var told = await scenario.CreateWorker().Get<PublicationReviser>().ReviseAsync(request, default);

        Assert.That(told!.IsDone, Is.True, told.Detail);
        return JsonElement.Parse(scenario.Platform.Requests.Last().Body).GetProperty("content").GetString();
    }

    private static void Expect(Scenario scenario, string path, string status, string content) => scenario.Expect(
        [
            new SampleCall { Method = "GET", Path = path, Answer = JsonSerializer.SerializeToElement(new { id = 1, status, content = new { raw = content } }) },
            new SampleCall { Method = "POST", Path = path, Answer = JsonElement.Parse("""{"id":1}""") },
        ],
        scenario.Case.Credential);

    private static Scenario Play(string name) => new(PlatformUnderTest.All.Single(known => known.Slug == "wordpress"), name);
}
