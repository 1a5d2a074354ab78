using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentMultiplier.Sandbox.Posts;

/// <summary>One accepted create.</summary>
internal sealed class Post
{
    public const int LongestRaw = 4096;

    public required string Platform { get; init; }

    /// <summary>What identifies the account on its platform: an X handle, the id of a Discord webhook.</summary>
    public required string Account { get; init; }

    public required string AccountName { get; init; }

    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Text { get; set; }

    public string? ReplyTo { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The body as it came, at most <see cref="LongestRaw"/> bytes of it.</summary>
    public byte[] Raw { get; init; } = [];

    /// <summary>What the platform must give back beside the text; only the platform knows its shape.</summary>
    public JsonElement? Detail { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public static byte[] Cut(ReadOnlySpan<byte> body) => body[..Math.Min(body.Length, LongestRaw)].ToArray();
}

/// <summary>The line of a post in the file that tests count.</summary>
internal sealed record PostLine(
    string Platform,
    string Account,
    string? AccountName,
    string Id,
    string? Url,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ReplyTo,
    DateTimeOffset At,
    JsonElement? Detail)
{
    public static PostLine Of(Post post) => new(
        post.Platform,
        post.Account,
        post.AccountName == post.Account ? null : post.AccountName,
        post.Id,
        post.Url,
        post.Text,
        post.ReplyTo,
        post.At,
        post.Detail);

    public Post ToPost() => new()
    {
        Platform = Platform,
        Account = Account,
        AccountName = AccountName ?? Account,
        Id = Id,
        Url = Url ?? "",
        Text = Text,
        ReplyTo = ReplyTo,
        At = At,
        Detail = Detail,
    };
}

/// <summary>An edit or a deletion, kept beside the posts: the file of posts holds creates and nothing else.</summary>
internal sealed record PostChange(
    string Kind, string Platform, string Id, DateTimeOffset At, string? Text, JsonElement? Detail)
{
    public const string Edited = "post_edited";
    public const string Deleted = "post_deleted";
}
