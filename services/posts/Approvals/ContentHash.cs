using System.Security.Cryptography;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Posts;

namespace ContentMultiplier.Posts.Approvals;

/// <summary>
/// Stands for everything of a post that is sent: texts, variants, media, options. The user's own metadata is not. The same
/// for a post as it was written and as it is read from its row.
/// </summary>
internal static class ContentHash
{
    public static byte[] Of(PostRequest post) => SHA256.HashData(StoredJson.WriteBytes(post with
    {
        Tags = post.Tags ?? [],
        Media = post.Media ?? [],
        Variants = post.Variants ?? new Dictionary<string, VariantRequest>(),
        Metadata = null,
    }));
}
