using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Posts.Posts;

/// <summary>One piece of content. Its status follows from its publications and is written by them alone.</summary>
internal sealed class Post
{
    private Post()
    {
    }

    public Guid Id { get; private set; }
    public Guid WorkspaceId { get; private set; }
    public string Status { get; private set; } = PostStatus.Draft;
    public string? Title { get; private set; }
    public string? Content { get; private set; }
    public string? Language { get; private set; }
    public string? Link { get; private set; }
    public string[] Tags { get; private set; } = [];
    public IReadOnlyList<MediaRequest> Media { get; private set; } = [];
    public IReadOnlyDictionary<string, VariantRequest> Variants { get; private set; } = new Dictionary<string, VariantRequest>();
    public JsonElement? Metadata { get; private set; }

    /// <summary>Whoever wrote or edited it: none of them may approve it.</summary>
    public Guid[] Authors { get; private set; } = [];

    /// <summary>What an approval is bound to; null for a post from before there were approvals.</summary>
    public byte[]? ContentHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>PostgreSQL's <c>xmin</c>: what the ETag shows.</summary>
    public uint Version { get; private set; }

    public PostRequest ToRequest() => new()
    {
        Title = Title,
        Content = Content,
        Language = Language,
        Link = Link,
        Tags = Tags,
        Media = Media,
        Variants = Variants,
        Metadata = Metadata,
    };

    public void Rewrite(PostRequest post, Guid userId, DateTimeOffset now)
    {
        Authors = [.. Authors.Union([userId])];
        ContentHash = Approvals.ContentHash.Of(post);
        Title = post.Title;
        Content = post.Content;
        Language = post.Language;
        Link = post.Link;
        Tags = [.. post.Tags ?? []];
        Media = post.Media ?? [];
        Variants = post.Variants ?? new Dictionary<string, VariantRequest>();
        Metadata = post.Metadata;

        // It orders what is said about the post elsewhere, so it never stands still.
        UpdatedAt = now > UpdatedAt ? now : UpdatedAt.AddMicroseconds(1);
    }

    public PostResponse ToResponse() => Describe(Id, Status, ToRequest(), CreatedAt, UpdatedAt);

    public static PostResponse Describe(Guid id, string status, PostRequest post, DateTimeOffset createdAt, DateTimeOffset updatedAt) => new()
    {
        Id = id,
        Status = status,
        Title = post.Title,
        Content = post.Content,
        Language = post.Language,
        Link = post.Link,
        Tags = post.Tags ?? [],
        Media = post.Media ?? [],
        Variants = post.Variants ?? new Dictionary<string, VariantRequest>(),
        Metadata = post.Metadata,
        CreatedAt = createdAt,
        UpdatedAt = updatedAt,
    };
}
