using System.Collections.Concurrent;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Discord;

/// <summary>For some minutes an enforced nonce is answered with the message that came with it first.</summary>
internal sealed class BotNonces
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Bot, string Nonce), Entry> entries = [];

    public Post Once(string bot, string nonce, DateTimeOffset now, Func<Post> accept)
    {
        var entry = entries.GetOrAdd((bot, nonce), static _ => new Entry());
        lock (entry)
        {
            if (entry.Post is null || entry.At + Remembered < now)
            {
                (entry.Post, entry.At) = (accept(), now);
            }

            return entry.Post;
        }
    }

    private sealed class Entry
    {
        public Post? Post { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
