using ContentMultiplier.Content.Formatting;

namespace ContentMultiplier.Content.Tests;

public sealed class MarkdownHtmlTests
{
    [TestCase("Hello *you*", "<p>Hello <em>you</em></p>")]
    [TestCase("# Title\n\ntext", "<h1>Title</h1>\n<p>text</p>")]
    [TestCase("one\ntwo", "<p>one<br />\ntwo</p>")]
    [TestCase("#tag stays text", "<p>#tag stays text</p>")]
    [TestCase("see https://example.com/a?b=1&c=2", "<p>see <a href=\"https://example.com/a?b=1&amp;c=2\">https://example.com/a?b=1&amp;c=2</a></p>")]
    [TestCase("[mail](mailto:me@example.com)", "<p><a href=\"mailto:me@example.com\">mail</a></p>")]
    [TestCase("![A cat](https://example.com/cat.png)", "<p><img src=\"https://example.com/cat.png\" alt=\"A cat\" /></p>")]
    [TestCase("~~gone~~", "<p><del>gone</del></p>")]
    [TestCase("", "")]
    public void Text_becomes_HTML(string markdown, string html) => Assert.That(MarkdownHtml.Render(markdown), Is.EqualTo(html));

    [Test]
    public void A_table_becomes_a_table() =>
        Assert.That(MarkdownHtml.Render("| a | b |\n|---|---|\n| 1 | 2 |"), Does.Contain("<table>").And.Contain("<td>2</td>"));

    [TestCase("<script>alert(1)</script>")]
    [TestCase("<img src=x onerror=alert(1)>")]
    [TestCase("text <b onclick=alert(1)>bold</b>")]
    [TestCase("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>")]
    [TestCase("<!-- --!><script>alert(1)</script>")]
    [TestCase("```html\n<script>alert(1)</script>\n```")]
    public void HTML_in_the_text_is_shown_as_it_is_written(string markdown)
    {
        var html = MarkdownHtml.Render(markdown);

        Assert.That(html, Does.Contain("&lt;"));
        Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("<img").And.Not.Contain("<b ").And.Not.Contain("<svg").And.Not.Contain("<!--"));
    }

    [TestCase("[click](javascript:alert(1))", "<p>click</p>")]
    [TestCase("[click](JaVaScRiPt:alert(1))", "<p>click</p>")]
    [TestCase("[click](java&#115;cript:alert(1))", "<p>click</p>")]
    [TestCase("[click](data:text/html;base64,PHNjcmlwdD4=)", "<p>click</p>")]
    [TestCase("[click](vbscript:x)", "<p>click</p>")]
    [TestCase("[click](/relative)", "<p>click</p>")]
    [TestCase("[click](//other.example/x)", "<p>click</p>")]
    [TestCase("[click][1]\n\n[1]: javascript:alert(1)", "<p>click</p>")]
    [TestCase("![pixel](data:image/png;base64,AAAA)", "<p>pixel</p>")]
    [TestCase("<javascript:alert(1)>", "<p>javascript:alert(1)</p>")]
    [TestCase("[a [b](javascript:x) c](https://example.com)", "<p>[a b c](<a href=\"https://example.com\">https://example.com</a>)</p>")]
    public void A_link_that_opens_no_page_is_only_its_text(string markdown, string html) =>
        Assert.That(MarkdownHtml.Render(markdown), Is.EqualTo(html));

    [TestCase("[x](https://example.com \"\\\" onclick=alert(1)\")")]
    [TestCase("[x](https://example.com/\"onclick=alert(1))")]
    [TestCase("![\" onerror=alert(1)](https://example.com/a.png)")]
    [TestCase("[x](https://example.com){onclick=alert(1)}")]
    public void Nothing_breaks_out_of_an_attribute(string markdown) =>
        Assert.That(MarkdownHtml.Render(markdown), Does.Not.Contain("\" onclick").And.Not.Contain("\"onclick").And.Not.Contain("\" onerror"));

    [TestCase(">")]
    [TestCase("- ")]
    [TestCase("[")]
    [TestCase("*a ")]
    [TestCase("![")]
    public void The_deepest_nesting_ends(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000 / opening.Length));

        Assert.That(() => MarkdownHtml.Render(text), Throws.Nothing);
    }
}
