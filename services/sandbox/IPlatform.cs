using ContentMultiplier.Sandbox.Faults;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox;

/// <summary>A platform that the sandbox stands in for: its addresses lie under <c>/{Slug}</c>.</summary>
internal interface IPlatform
{
    string Slug { get; }

    void Map(IEndpointRouteBuilder routes);

    /// <summary>Whether the request makes something appear in public; faults hit only those by default.</summary>
    bool IsCreate(HttpRequest request);

    bool IsFrom(HttpRequest request, string account);

    /// <summary>What a reader of the platform would see, for the page.</summary>
    string Describe(Post post) => post.Text;

    /// <summary>Answers an error in the shape that the platform uses for it.</summary>
    Task RefuseAsync(HttpContext context, int status);

    Task RefuseRateLimitedAsync(HttpContext context, RetryAfter retryAfter);
}
