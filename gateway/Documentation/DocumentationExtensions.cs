namespace ContentMultiplier.Gateway.Documentation;

internal static class DocumentationExtensions
{
    private const string Document = "/openapi.json";
    private const string Page = "/docs";

    public static void AddDocumentation(this IServiceCollection services) => services.AddSingleton<OpenApiCatalogue>();

    /// <summary>The page is a middleware with a list of paths to compare; only requests that ask for it should pay.</summary>
    public static void UseDocumentation(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Page), branch =>
        {
            branch.Use((context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy =
                    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            });
            branch.UseSwaggerUI(page =>
            {
                page.RoutePrefix = Page[1..];
                page.DocumentTitle = "Content Multiplier API";
                page.SwaggerEndpoint(Document, "Content Multiplier");
            });
        });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapGet(Document, async (OpenApiCatalogue catalogue, CancellationToken cancellationToken) =>
            TypedResults.Bytes(await catalogue.GetAsync(cancellationToken), "application/json")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/", () => TypedResults.Redirect(Page)).AllowAnonymous().ExcludeFromDescription();
    }
}
