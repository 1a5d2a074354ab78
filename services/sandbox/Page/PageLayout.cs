using System.Text.Encodings.Web;

namespace ContentMultiplier.Sandbox.Page;

internal static class PageLayout
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--quiet:#777;--accent:#1667c7}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:70rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.1rem;margin:1rem 0 .5rem}
        .meta{color:var(--quiet);font-size:.85rem}
        .columns{display:grid;gap:1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}
        article{border:1px solid var(--line);border-radius:.75rem;margin:0 0 1rem;padding:.25rem 1rem}
        .post{padding:.6rem 0}.post+.post{border-top:1px dashed var(--line);margin-left:.5rem;padding-left:1rem;border-left:2px solid var(--line)}
        .text{white-space:pre-wrap;margin:.2rem 0}
        .gone .text{text-decoration:line-through;color:var(--quiet)}
        .narrow{max-width:30rem;margin:2rem auto}
        fieldset{border:1px solid var(--line);border-radius:.75rem;margin:1rem 0}label{display:block;padding:.3rem 0}
        button{font:inherit;padding:.5rem 1rem;border-radius:.5rem;border:1px solid var(--accent);background:var(--accent);color:#fff;cursor:pointer}
        button.quiet{background:none;color:inherit;border-color:var(--line)}
        """;

    /// <summary>Scripts and foreign content are switched off altogether: the page shows what others wrote.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string body, int? refreshSeconds = null)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var refresh = refreshSeconds is { } seconds ? $"<meta http-equiv=\"refresh\" content=\"{seconds}\">" : "";
        return Answer.TextAsync(
            context,
            status,
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            + $"{refresh}<title>{HtmlEncoder.Default.Encode(title)} · Sandbox</title><style>{Style}</style></head><body>{body}</body></html>",
            "text/html; charset=utf-8");
    }
}
