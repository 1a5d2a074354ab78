using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Data;
using Npgsql;

namespace ContentMultiplier.Posts.Posts;

/// <summary>What of a post is sent, read from its row.</summary>
internal static class StoredPost
{
    public const string Columns = "title, content, language, link, tags, media, variants";

    /// <summary>How many columns those are.</summary>
    public const int Count = 7;

    public static PostRequest Read(NpgsqlDataReader reader) => new()
    {
        Title = reader.GetTextOrNull(0),
        Content = reader.GetTextOrNull(1),
        Language = reader.GetTextOrNull(2),
        Link = reader.GetTextOrNull(3),
        Tags = reader.GetFieldValue<string[]>(4),
        Media = StoredJson.Read<IReadOnlyList<MediaRequest>>(reader.GetString(5)),
        Variants = StoredJson.Read<IReadOnlyDictionary<string, VariantRequest>>(reader.GetString(6)),
    };
}
