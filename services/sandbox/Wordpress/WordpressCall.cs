namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>A request to the API of one site, however it was addressed.</summary>
/// <param name="Route">The segments behind <c>wp/v2</c>; empty for the index.</param>
internal sealed record WordpressCall(HttpContext Context, Site Site, bool IsSignedIn, string[] Route)
{
    public HttpRequest Request => Context.Request;

    public string Parameter(string name) => Request.Query[name].ToString();

    public bool Is(string method) => Request.Method == method;
}
