using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ContentMultiplier.ServiceDefaults.Http;

/// <summary>Texts are read by a converter of our own, which the generator of the API's description takes for "anything".</summary>
internal sealed class TextSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(string) && schema.Type is null)
        {
            schema.Type = context.JsonPropertyInfo is { IsGetNullable: true } ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        }

        return Task.CompletedTask;
    }
}
