using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Posts.Posts;

internal static class PostEndpoints
{
    public static void MapPosts(this RouteGroupBuilder posts)
    {
        posts.WithTags("Posts")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        posts.MapPost("/", CreatePost.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("CreatePost").WithSummary("Write a post.")
            .Produces<PostResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        posts.MapGet("/", ListPosts.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListPosts").WithSummary("The posts of the workspace, newest first.");
        posts.MapGet("/{id:guid}", GetPost.HandleAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetPost").WithSummary("One post; its ETag is what an edit takes as If-Match.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        posts.MapPatch("/{id:guid}", UpdatePost.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("UpdatePost").WithSummary("Replace the members that are named; what was published before stays as it was.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        posts.MapDelete("/{id:guid}", DeletePost.HandleAsync)
            .RequireAuthorization(Policies.PostsWrite)
            .WithName("DeletePost").WithSummary("Delete a post of which nothing is under way.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }
}
