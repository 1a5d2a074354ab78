using System.Net;
using System.Text.Json.Nodes;
using ContentMultiplier.Gateway.Documentation;
using Yarp.ReverseProxy.Configuration;

namespace ContentMultiplier.Gateway.Tests;

public sealed class OpenApiTests
{
    private static readonly PublicRoutes Routes = new(
    [
        Route("posts", "/api/posts/{**rest}", "read", "GET"),
        Route("posts", "/api/publishing/format/{platform}", "read", "POST"),
        Route("results", "/api/publishing/status/{post_id}", "read", "GET"),
        Route("auth", "/api/auth/login", "anonymous", "POST"),
    ]);

    [Test]
    public void Only_operations_with_a_route_are_shown()
    {
        var document = Merge(
            ("posts", Document(
                """{ "/api/posts": { "get": {}, "delete": {} }, "/api/posts/{id}": { "get": {} }, "/internal/posts/{id}": { "get": {} }, "/health/live": { "get": {} } }""")),
            ("auth", Document("""{ "/api/auth/login": { "post": {} }, "/api/posts": { "post": {} } }""")));

        var paths = document["paths"]!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(paths.Select(path => path.Key), Is.EquivalentTo(["/api/posts", "/api/posts/{id}", "/api/auth/login"]));
            Assert.That(paths["/api/posts"]!.AsObject().Select(operation => operation.Key), Is.EquivalentTo(["get"]));
        });
    }

    [Test]
    public void Operation_says_whether_it_needs_a_credential_and_which_scope()
    {
        var document = Merge(
            ("posts", Document("""{ "/api/posts": { "get": {} } }""")), ("auth", Document("""{ "/api/auth/login": { "post": {} } }""")));

        var posts = document["paths"]!["/api/posts"]!["get"]!;
        Assert.Multiple(() =>
        {
            Assert.That(posts["security"]!.ToJsonString(), Is.EqualTo("""[{"bearer":[]}]"""));
            Assert.That(posts["x-required-scope"]!.GetValue<string>(), Is.EqualTo("read"));
            Assert.That(document["paths"]!["/api/auth/login"]!["post"]!["security"]!.AsArray(), Is.Empty);
            Assert.That(document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.GetValue<string>(), Is.EqualTo("bearer"));
            Assert.That(document["servers"]![0]!["url"]!.GetValue<string>(), Is.EqualTo("/"));
        });
    }

    [Test]
    public void Schemas_of_one_name_and_two_forms_are_told_apart_with_all_that_refers_to_them()
    {
        var document = Merge(
            ("posts", Document(
                """{ "/api/posts": { "get": { "schema": { "$ref": "#/components/schemas/Page" } } } }""",
                """{ "Page": { "items": { "$ref": "#/components/schemas/Item" } }, "Item": { "type": "string" }, "Same": { "type": "null" } }""")),
            ("results", Document(
                """{ "/api/publishing/status/{post_id}": { "get": { "schema": [ { "$ref": "#/components/schemas/Page" }, { "$ref": "#/components/schemas/Same" } ] } } }""",
                """{ "Page": { "items": { "$ref": "#/components/schemas/Item" } }, "Item": { "type": "integer" }, "Same": { "type": "null" } }""")));

        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(schemas.Select(schema => schema.Key), Is.EquivalentTo(["Page", "Item", "ResultsPage", "ResultsItem", "Same"]));
            Assert.That(schemas["ResultsPage"]!["items"]!["$ref"]!.GetValue<string>(), Is.EqualTo("#/components/schemas/ResultsItem"));
            Assert.That(schemas["Page"]!["items"]!["$ref"]!.GetValue<string>(), Is.EqualTo("#/components/schemas/Item"));
            Assert.That(
                document["paths"]!["/api/publishing/status/{post_id}"]!["get"]!["schema"]!.ToJsonString(),
                Is.EqualTo("""[{"$ref":"#/components/schemas/ResultsPage"},{"$ref":"#/components/schemas/Same"}]"""));
        });
    }

    [Test]
    public void Schemas_that_only_internal_operations_use_are_left_out()
    {
        var document = Merge(("posts", Document(
            """{ "/api/posts": { "get": {} }, "/internal/x": { "get": { "schema": { "$ref": "#/components/schemas/Secret" } } } }""",
            """{ "Secret": { "type": "string" } }""")));

        Assert.That(document["components"]!["schemas"], Is.Null);
    }

    [Test]
    public async Task Document_is_kept_for_a_minute_and_what_was_known_of_a_service_longer()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        gateway.Posts.OpenApi = Document("""{ "/api/posts": { "get": {} } }""");
        gateway.Results.OpenApi = Document("""{ "/api/publishing/status/{post_id}": { "get": {} } }""");

        var first = await ReadAsync(gateway);
        gateway.Posts.OpenApi = Document("""{ "/api/posts": { "get": {} }, "/api/posts/{id}": { "get": {} } }""");
        await gateway.Results.StopAsync();
        gateway.Clock.Advance(TimeSpan.FromSeconds(61));
        var second = await ReadAsync(gateway);

        Assert.Multiple(() =>
        {
            Assert.That(first["paths"]!.AsObject().Select(path => path.Key), Is.EquivalentTo(["/api/posts", "/api/publishing/status/{post_id}"]));
            Assert.That(first["x-missing-services"]!.AsArray().Select(name => name!.GetValue<string>()), Is.EquivalentTo(["media", "scheduler", "webhooks"]));
            Assert.That(second["paths"]!.AsObject().Select(path => path.Key),
                Is.EquivalentTo(["/api/posts", "/api/posts/{id}", "/api/publishing/status/{post_id}"]));
        });
    }

    private static async Task<JsonNode> ReadAsync(GatewayUnderTest gateway)
    {
        using var response = await gateway.GetAsync("/openapi.json", credential: null);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static JsonObject Merge(params (string Service, JsonObject Document)[] services)
    {
        var merge = new OpenApiMerge(Routes);
        foreach (var (service, document) in services)
        {
            merge.Add(service, document);
        }

        return merge.Finish([]);
    }

    private static JsonObject Document(string paths, string schemas = "{}") =>
        JsonNode.Parse($$"""{ "openapi": "3.1.1", "paths": {{paths}}, "components": { "schemas": {{schemas}} } }""")!.AsObject();

    private static RouteConfig Route(string cluster, string path, string policy, params string[] methods) => new()
    {
        RouteId = path,
        ClusterId = cluster,
        AuthorizationPolicy = policy,
        Match = new RouteMatch { Path = path, Methods = methods },
    };
}
