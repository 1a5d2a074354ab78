using System.Collections.Concurrent;
using System.Globalization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Twitter;

/// <summary>Users exist as soon as somebody signs in with a handle; the id follows from it, so it outlives everything.</summary>
internal sealed class TwitterUsers
{
    private readonly ConcurrentDictionary<string, string> handles = new(StringComparer.Ordinal);

    public static bool IsHandle(string? text) =>
        text is { Length: >= 1 and <= 32 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    public static string IdOf(string handle)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in handle)
        {
            hash = (hash ^ char.ToLowerInvariant(letter)) * 1099511628211UL;
        }

        return (1_000_000_000_000_000_000UL + (hash % 900_000_000_000_000_000UL)).ToString(CultureInfo.InvariantCulture);
    }

    public string Know(string handle)
    {
        var id = IdOf(handle);
        handles.TryAdd(id, handle);
        return id;
    }

    public string? HandleOf(string userId) => handles.GetValueOrDefault(userId);
}

/// <summary>The texts of the last quarter of an hour: X refuses to say the same twice.</summary>
internal sealed class RecentTexts
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Account, string Text, string? ReplyTo), DateTimeOffset> texts = [];
    private readonly Queue<((string Account, string Text, string? ReplyTo) Key, DateTimeOffset At)> order = [];

    public RecentTexts(PostStore posts, TimeProvider time)
    {
        posts.OnClear(Clear);
        var kept = posts.Query(new PostFilter(TwitterPlatform.Name, null, time.GetUtcNow() - Remembered), 0, int.MaxValue);
        foreach (var post in kept.Items.Where(post => post.DeletedAt is null))
        {
            TryAdd(post.Account, post.Text, post.ReplyTo, post.At);
        }
    }

    public bool TryAdd(string account, string text, string? replyTo, DateTimeOffset at)
    {
        lock (gate)
        {
            while (order.TryPeek(out var oldest) && at - oldest.At > Remembered)
            {
                order.Dequeue();
                if (texts.TryGetValue(oldest.Key, out var latest) && latest == oldest.At)
                {
                    texts.Remove(oldest.Key);
                }
            }

            var key = (account, text, replyTo);
            if (!texts.TryAdd(key, at))
            {
                return false;
            }

            order.Enqueue((key, at));
            return true;
        }
    }

    public void Remove(string account, string text, string? replyTo)
    {
        lock (gate)
        {
            texts.Remove((account, text, replyTo));
        }
    }

    private void Clear()
    {
        lock (gate)
        {
            texts.Clear();
            order.Clear();
        }
    }
}
