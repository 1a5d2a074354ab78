using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Links;
using ContentMultiplier.Media.Renditions;
using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ContentMultiplier.Media.Assets;

internal static class MediaEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapMedia(this RouteGroupBuilder media)
    {
        media.WithTags("Media")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        media.MapPost("/", UploadAsset.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("UploadMedia")
            .WithSummary("Upload a file (multipart form: `file`, and `alt_text` if wanted). The same content is stored once: the answer is 200 then, not 201.")
            .AddOpenApiOperationTransformer(DescribeFormAsync)
            .Produces<MediaResponse>()
            .Produces<MediaResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        media.MapGet("/", ListAssets.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListMedia").WithSummary("The files of the workspace, newest first.");
        media.MapGet("/{id:guid}", ReadAsset.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetMedia").WithSummary("What a file is.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        media.MapPatch("/{id:guid}", DescribeAsset.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("DescribeMedia").WithSummary("Change the text for people who do not see the picture.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        media.MapDelete("/{id:guid}", DeleteAsset.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("DeleteMedia").WithSummary("Delete a file that no post holds.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        media.MapMethods("/{id:guid}/content", Reading, ReadAsset.DownloadAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("DownloadMedia").WithSummary("The bytes as they were uploaded; ranges are given.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        media.MapMethods("/{id:guid}/renditions/{platform}", Reading, GetRendition.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetMediaRendition").WithSummary("The bytes in the form that a platform gets, for a content type (`published_as`) if it has limits of its own: size, type and limits, and nothing about who took it where.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        media.MapPost("/{id:guid}/links", CreateLink.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("CreateMediaLink").WithSummary("An address from which anybody may read the file for a while.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The form is read by hand, so nothing else tells what is in it.</summary>
    private static Task DescribeFormAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                ["alt_text"] = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = MultipartUpload.MaxAltText },
            },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["multipart/form-data"] = new() { Schema = form } },
        };
        return Task.CompletedTask;
    }
}
