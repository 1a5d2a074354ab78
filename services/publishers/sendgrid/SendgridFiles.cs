namespace ContentMultiplier.Publishers.Sendgrid;

/// <summary>The files of a mail, which go inside of it as text of four letters for three bytes.</summary>
internal static class SendgridFiles
{
    /// <summary>SendGrid takes 30 MB of mail; so much of it are files.</summary>
    public const int Largest = 20 * 1024 * 1024;

    public static async Task<IReadOnlyList<MailAttachment>?> ReadAsync(PublishContext context, CancellationToken cancellationToken)
    {
        if (context.Content.Media.Count == 0)
        {
            return null;
        }

        var attachments = new List<MailAttachment>();
        var total = 0L;
        foreach (var item in context.Content.Media)
        {
            await using var file = await context.Media.OpenAsync(item, cancellationToken);
            using var bytes = new MemoryStream();
            await file.Content.CopyToAsync(bytes, cancellationToken);
            total += bytes.Length;
            if (total > Largest)
            {
                throw new PlatformRefusedException(FailureCategories.InvalidContent, $"media: all files together are larger than {Largest} bytes")
                {
                    Action = "Send fewer or smaller files.",
                };
            }

            attachments.Add(new(bytes.ToArray(), file.ContentType, NameOf(item, attachments.Count)));
        }

        return attachments;
    }

    private static string NameOf(MediaItem item, int index)
    {
        var name = item.FileName ?? Path.GetFileName(new Uri(item.Url).LocalPath);
        return name.Length > 0 ? name : $"file-{index + 1}";
    }
}
