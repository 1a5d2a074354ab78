using System.Text.RegularExpressions;

namespace ContentMultiplier.Publishers.Instagram;

/// <summary>
/// Containers: Instagram fetches the files into them, and nobody sees them until one is published. A carousel's items have
/// one each. What is made is not made again, unless it died, which a container does after a day.
/// </summary>
internal sealed partial class Containers(InstagramClient instagram, TimeProvider time)
{
    private const string Name = "container";
    private const int MostHashtags = 30;
    private const int MostMentions = 20;
    private static readonly TimeSpan QuotaWait = TimeSpan.FromHours(1);

    public static bool IsContainer(string step) => step.StartsWith(Name, StringComparison.Ordinal);

    /// <param name="round">From 1; the next one after a container has died.</param>
    public async Task<Container> PrepareAsync(PublishContext context, string user, int round, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<InstagramOptions>();
        var kinds = await KindsAsync(context, cancellationToken);
        var suffix = round == 1 ? "" : $"-again-{round}";
        if (kinds.Count == 1)
        {
            return await context.PrepareAsync(
                Name + suffix, async ct => await CreateAsync(context, user, await SingleAsync(context, kinds[0], options, ct), ct), cancellationToken);
        }

        var items = new List<Container>();
        for (var i = 0; i < kinds.Count; i++)
        {
            var (item, kind) = (context.Content.Media[i], kinds[i]);
            items.Add(await context.PrepareAsync(
                $"item-{i + 1}{suffix}",
                async ct =>
                {
                    var form = await FileAsync(context, item, kind, ct);
                    form["is_carousel_item"] = "true";
                    return await CreateAsync(context, user, form, ct);
                },
                cancellationToken));
        }

        return await context.PrepareAsync(
            Name + suffix,
            async ct =>
            {
                foreach (var item in items)
                {
                    await WaitAsync(context, item, ct);
                }

                var form = Caption(context, options);
                form["media_type"] = "CAROUSEL";
                form["children"] = string.Join(',', items.Select(item => item.Id));
                return await instagram.CreateContainerAsync(user, form, context.Credential, ct);
            },
            cancellationToken);
    }

    /// <summary>FINISHED, PUBLISHED or EXPIRED.</summary>
    public async Task<string> WaitAsync(PublishContext context, Container container, CancellationToken cancellationToken)
    {
        var state = await context.UntilReadyAsync(ct => LookAsync(context, container, ct), "Instagram is processing the files.", cancellationToken);
        return state.StatusCode == "ERROR" ? throw Invalid($"Instagram could not process the files: {state.Status}") : state.StatusCode!;
    }

    private async Task<ContainerState?> LookAsync(PublishContext context, Container container, CancellationToken cancellationToken)
    {
        try
        {
            var state = await instagram.GetContainerAsync(container.Id, context.Credential, cancellationToken);
            return state.StatusCode is "FINISHED" or "PUBLISHED" or "EXPIRED" or "ERROR" ? state : null;
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            // Fresh containers are not visible at once everywhere at Meta.
            return null;
        }
    }

    private async Task<Container> CreateAsync(
        PublishContext context, string user, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var limit = await instagram.GetLimitAsync(user, context.Credential, cancellationToken);
        if (limit is { QuotaUsage: { } used, Config.QuotaTotal: { } total } && used >= total)
        {
            throw new PlatformRefusedException(FailureCategories.RateLimited, $"{used} of {total} posts of the account's day are used.")
            {
                RetryNotBefore = time.GetUtcNow() + QuotaWait,
                Action = "Nothing: it is tried again when the day's first posts are a day old.",
            };
        }

        return await instagram.CreateContainerAsync(user, form, context.Credential, cancellationToken);
    }

    private static async Task<Dictionary<string, string>> SingleAsync(
        PublishContext context, Kind kind, InstagramOptions options, CancellationToken cancellationToken)
    {
        var file = await FileAsync(context, context.Content.Media[0], kind, cancellationToken);
        if (context.ContentType == "story")
        {
            file["media_type"] = "STORIES";
            file.Remove("alt_text");
            return file;
        }

        foreach (var (name, value) in Caption(context, options))
        {
            file[name] = value;
        }

        if (kind == Kind.Video)
        {
            file["media_type"] = "REELS";
            Add(file, "share_to_feed", options.ShareToFeed is { } share ? (share ? "true" : "false") : null);
            Add(file, "cover_url", options.CoverUrl);
            Add(file, "thumb_offset", options.ThumbOffset?.ToString());
            Add(file, "audio_name", options.AudioName);
        }

        return file;
    }

    private static Dictionary<string, string> Caption(PublishContext context, InstagramOptions options)
    {
        var form = new Dictionary<string, string> { ["caption"] = context.Content.Text };
        Add(form, "location_id", options.LocationId);
        Add(form, "collaborators", options.Collaborators is { Count: > 0 } names ? $"[{string.Join(',', names.Select(name => $"\"{name}\""))}]" : null);
        return form;
    }

    /// <summary>Instagram fetches files itself, so it gets an address and no bytes.</summary>
    private static async Task<Dictionary<string, string>> FileAsync(
        PublishContext context, MediaItem item, Kind kind, CancellationToken cancellationToken)
    {
        var address = await context.Media.LinkAsync(item, cancellationToken);
        var form = new Dictionary<string, string> { [kind == Kind.Video ? "video_url" : "image_url"] = address };
        if (kind == Kind.Video)
        {
            form["media_type"] = "VIDEO";
        }
        else
        {
            Add(form, "alt_text", item.AltText);
        }

        return form;
    }

    private static void Add(Dictionary<string, string> form, string name, string? value)
    {
        if (value is not null)
        {
            form[name] = value;
        }
    }

    private static async Task<IReadOnlyList<Kind>> KindsAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var kinds = new List<Kind>();
        foreach (var item in context.Content.Media)
        {
            var type = (await context.Media.TypeOfAsync(item, cancellationToken)).Split(';')[0].Trim();
            kinds.Add(type.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? Kind.Video
                : type.Equals("image/jpeg", StringComparison.OrdinalIgnoreCase) ? Kind.Image
                : throw Invalid($"media[{kinds.Count}]: '{type}' is neither image/jpeg nor a video; convert the file"));
        }

        var mistakes = new List<string>();
        if (context.ContentType == "reel" && kinds is not [Kind.Video])
        {
            // Of files without a stated type, the count alone was checked before.
            mistakes.Add("media: a reel is exactly one video; send one");
        }

        Check(Hashtag().Count(context.Content.Text), MostHashtags, "hashtags", mistakes);
        Check(Mention().Count(context.Content.Text), MostMentions, "mentions", mistakes);
        return mistakes.Count == 0 ? kinds : throw Invalid(string.Join("; ", mistakes));
    }

    private static void Check(int count, int most, string what, List<string> mistakes)
    {
        if (count > most)
        {
            mistakes.Add($"text: {count} of {most} {what}; remove {count - most}");
        }
    }

    private static PlatformRefusedException Invalid(string detail) =>
        new(FailureCategories.InvalidContent, detail) { Action = "Change the post." };

    [GeneratedRegex(@"(?<![\p{L}\p{N}_&])#[\p{L}\p{N}_]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mention();

    private enum Kind
    {
        Image,
        Video,
    }
}
