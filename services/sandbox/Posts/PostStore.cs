using System.Text.Json;

namespace ContentMultiplier.Sandbox.Posts;

/// <summary>Every post in memory, in the order of acceptance.</summary>
internal sealed class PostStore(SandboxFiles files, TimeProvider time) : IRemembered
{
    private readonly Lock gate = new();
    private readonly List<Post> all = [];
    private readonly Dictionary<(string Platform, string Id), Post> byId = [];
    private readonly Dictionary<(string Platform, string Account), List<Post>> byAccount = [];
    private readonly List<Action> onClear = [];

    /// <summary>For what is derived from posts and must go with them.</summary>
    public void OnClear(Action forget) => onClear.Add(forget);

    /// <summary>The post is judged from here on; the caller answers after it.</summary>
    public void Accept(Post post)
    {
        lock (gate)
        {
            Add(post);
            files.Append(post);
        }
    }

    public void Load(IEnumerable<Post> posts)
    {
        lock (gate)
        {
            foreach (var post in posts)
            {
                Add(post);
            }
        }
    }

    /// <summary>The post as its platform shows it: null when it was deleted.</summary>
    public Post? Find(string platform, string id)
    {
        lock (gate)
        {
            return byId.GetValueOrDefault((platform, id)) is { DeletedAt: null } post ? post : null;
        }
    }

    /// <summary>The account's posts from the newest back, as long as <paramref name="keepGoing"/> holds.</summary>
    public List<Post> Timeline(string platform, string account, Func<Post, bool> keepGoing, Func<Post, bool> wanted, int limit)
    {
        var found = new List<Post>();
        lock (gate)
        {
            var posts = byAccount.GetValueOrDefault((platform, account)) ?? [];
            for (var index = posts.Count - 1; index >= 0 && found.Count < limit && keepGoing(posts[index]); index--)
            {
                if (posts[index].DeletedAt is null && wanted(posts[index]))
                {
                    found.Add(posts[index]);
                }
            }
        }

        return found;
    }

    public PostPage Query(PostFilter filter, int offset, int limit)
    {
        var items = new List<Post>();
        var total = 0;
        lock (gate)
        {
            foreach (var post in all)
            {
                if (!filter.Matches(post))
                {
                    continue;
                }

                if (total >= offset && items.Count < limit)
                {
                    items.Add(post);
                }

                total++;
            }
        }

        return new PostPage(items, total);
    }

    public (List<Post> Posts, int Total) Latest(int count)
    {
        lock (gate)
        {
            return (all.GetRange(Math.Max(0, all.Count - count), Math.Min(count, all.Count)), all.Count);
        }
    }

    public void Edit(Post post, string text, JsonElement? detail)
    {
        var change = new PostChange(PostChange.Edited, post.Platform, post.Id, time.GetUtcNow(), text, detail);
        Apply(change);
        files.Remember(change, FileJson.Readable.PostChange);
    }

    public void Delete(Post post)
    {
        var change = new PostChange(PostChange.Deleted, post.Platform, post.Id, time.GetUtcNow(), null, null);
        Apply(change);
        files.Remember(change, FileJson.Readable.PostChange);
    }

    public void Clear()
    {
        lock (gate)
        {
            all.Clear();
            byId.Clear();
            byAccount.Clear();
        }

        onClear.ForEach(forget => forget());
    }

    public void Restore(string kind, JsonElement line)
    {
        if (kind is PostChange.Edited or PostChange.Deleted && line.Deserialize(SandboxJson.Default.PostChange) is { } change)
        {
            Apply(change);
        }
    }

    private void Apply(PostChange change)
    {
        lock (gate)
        {
            if (!byId.TryGetValue((change.Platform, change.Id), out var post))
            {
                return;
            }

            if (change.Kind == PostChange.Deleted)
            {
                post.DeletedAt = change.At;
                return;
            }

            post.Text = change.Text ?? "";
            post.Detail = change.Detail;
            post.EditedAt = change.At;
        }
    }

    private void Add(Post post)
    {
        all.Add(post);
        byId[(post.Platform, post.Id)] = post;
        if (!byAccount.TryGetValue((post.Platform, post.Account), out var posts))
        {
            byAccount[(post.Platform, post.Account)] = posts = [];
        }

        // Two requests may get their ids in one order and arrive here in the other; pages are cut by id.
        var place = posts.Count;
        while (place > 0 && IsLater(posts[place - 1].Id, post.Id))
        {
            place--;
        }

        posts.Insert(place, post);
    }

    private static bool IsLater(string id, string other) =>
        id.Length != other.Length ? id.Length > other.Length : string.CompareOrdinal(id, other) > 0;
}

internal sealed record PostPage(List<Post> Items, int Total);

internal sealed record PostFilter(string? Platform, string? Account, DateTimeOffset? Since)
{
    public bool Matches(Post post) =>
        (Platform is null || post.Platform == Platform)
        && (Account is null || post.Account == Account || post.AccountName == Account)
        && (Since is null || post.At >= Since);
}
