using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Contracts.Api.Posts;

/// <summary>
/// <c>PATCH /api/posts/{id}</c>: a member that is present replaces the post's, null empties it, an absent one leaves it.
/// The reader calls an initializer only for members it saw, which is how the two are told apart.
/// </summary>
public sealed record PostPatch
{
    private readonly HashSet<string> _present = [];

    public string? Title { get; init => field = Seen(value, nameof(Title)); }
    public string? Content { get; init => field = Seen(value, nameof(Content)); }
    public string? Language { get; init => field = Seen(value, nameof(Language)); }
    public string? Link { get; init => field = Seen(value, nameof(Link)); }
    public IReadOnlyList<string>? Tags { get; init => field = Seen(value, nameof(Tags)); }
    public IReadOnlyList<MediaRequest>? Media { get; init => field = Seen(value, nameof(Media)); }
    public IReadOnlyDictionary<string, VariantRequest>? Variants { get; init => field = Seen(value, nameof(Variants)); }
    public JsonElement? Metadata { get; init => field = Seen(value, nameof(Metadata)); }

    [JsonIgnore]
    public bool IsEmpty => _present.Count == 0;

    /// <summary>The post as it is after this change.</summary>
    public PostRequest ApplyTo(PostRequest post) => post with
    {
        Title = Has(nameof(Title)) ? Title : post.Title,
        Content = Has(nameof(Content)) ? Content : post.Content,
        Language = Has(nameof(Language)) ? Language : post.Language,
        Link = Has(nameof(Link)) ? Link : post.Link,
        Tags = Has(nameof(Tags)) ? Tags : post.Tags,
        Media = Has(nameof(Media)) ? Media : post.Media,
        Variants = Has(nameof(Variants)) ? Variants : post.Variants,
        Metadata = Has(nameof(Metadata)) ? Metadata : post.Metadata,
    };

    private bool Has(string member) => _present.Contains(member);

    private T Seen<T>(T value, string member)
    {
        _present.Add(member);
        return value;
    }
}
