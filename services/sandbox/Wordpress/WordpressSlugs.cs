using System.Globalization;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Wordpress;

/// <summary>Which post has which slug. A slug that is taken gets a number, for drafts as well.</summary>
internal sealed class WordpressSlugs
{
    private readonly Lock gate = new();
    private readonly PostStore posts;
    private readonly Dictionary<string, (string Site, string Slug)> byId = new(StringComparer.Ordinal);
    private Dictionary<(string Site, string Slug), string>? bySlug;

    public WordpressSlugs(PostStore posts)
    {
        this.posts = posts;
        posts.OnClear(() =>
        {
            lock (gate)
            {
                bySlug = null;
            }
        });
    }

    public string? Find(Site site, string slug)
    {
        lock (gate)
        {
            return Known().GetValueOrDefault((site.Name, slug));
        }
    }

    /// <returns>The slug that the post got.</returns>
    public string Take(Site site, string slug, string id)
    {
        lock (gate)
        {
            var known = Known();
            if (byId.Remove(id, out var old))
            {
                known.Remove(old);
            }

            if (slug.Length == 0)
            {
                return slug;
            }

            var unique = slug;
            for (var number = 2; known.ContainsKey((site.Name, unique)); number++)
            {
                unique = $"{slug}-{number.ToString(CultureInfo.InvariantCulture)}";
            }

            known[(site.Name, unique)] = id;
            byId[id] = (site.Name, unique);
            return unique;
        }
    }

    private Dictionary<(string Site, string Slug), string> Known()
    {
        if (bySlug is not null)
        {
            return bySlug;
        }

        bySlug = [];
        byId.Clear();
        foreach (var post in posts.Query(new PostFilter(WordpressPlatform.Name, null, null), 0, int.MaxValue).Items.Where(post => post.DeletedAt is null))
        {
            var key = (post.Account, WordpressDetail.Of(post).Slug);
            if (key.Slug.Length > 0 && bySlug.TryAdd(key, post.Id))
            {
                byId[post.Id] = key;
            }
        }

        return bySlug;
    }
}

/// <summary>One row of numbers for posts, pages, files and terms.</summary>
internal sealed class WordpressIds(PostStore posts)
{
    private readonly Lock gate = new();
    private long last;

    public long Next()
    {
        lock (gate)
        {
            if (last == 0)
            {
                last = posts.Query(new PostFilter(WordpressPlatform.Name, null, null), 0, int.MaxValue).Items
                    .Select(post => long.Parse(post.Id, CultureInfo.InvariantCulture))
                    .DefaultIfEmpty(100)
                    .Max();
            }

            return ++last;
        }
    }
}
