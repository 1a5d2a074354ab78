namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>
/// A campaign is made, filled and sent, each in a step. Only making it could happen twice at Mailchimp; sending it is
/// refused by the campaign's own state.
/// </summary>
internal sealed class MailchimpPublisher(MailchimpClient mailchimp, TimeProvider time) : IPublisher
{
    public async Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var options = context.OptionsAs<MailchimpOptions>();
        Refuse(options.Mistakes(time.GetUtcNow()).ToList());
        var audience = context.Credential.AccountExternalId
            ?? throw new PlatformRefusedException(FailureCategories.NotFound, "The account has no audience.") { Action = "Connect the account again." };
        var segment = await SegmentAsync(audience, options, context.Credential, cancellationToken);

        var campaign = await context.OnceAsync(
            MailchimpSteps.Campaign,
            ct => mailchimp.CreateAsync(CampaignOf(audience, segment, options, context), context.Credential, ct),
            cancellationToken,
            externalId: made => made.Id ?? "");
        var id = campaign.Id!;
        await context.OnceAsync(
            MailchimpSteps.Content,
            ct => mailchimp.SetContentAsync(id, MailchimpBody.ContentOf(context.Content, options), context.Credential, ct),
            cancellationToken);

        if (options.TestEmails.Count > 0)
        {
            await context.OnceAsync(
                MailchimpSteps.Test, ct => mailchimp.SendTestAsync(id, options.TestEmails, context.Credential, ct), cancellationToken);
        }

        if (options.Action != MailchimpOptions.Save)
        {
            await context.OnceAsync(MailchimpSteps.Send, ct => SendAsync(id, options, context.Credential, ct), cancellationToken);
        }

        return new PublishedPost(id, campaign.LongArchiveUrl ?? campaign.ArchiveUrl);
    }

    private async Task<CampaignCall> SendAsync(string id, MailchimpOptions options, AccountCredential credential, CancellationToken cancellationToken)
    {
        var checklist = await mailchimp.GetChecklistAsync(id, credential, cancellationToken);
        if (!checklist.IsReady)
        {
            var errors = (checklist.Items ?? []).Where(item => item.Type == "error").Select(item => $"{item.Heading}: {item.Details}").ToList();
            throw new PlatformRefusedException(
                FailureCategories.InvalidContent, errors.Count == 0 ? "Mailchimp does not hold the campaign ready to be sent." : string.Join("; ", errors))
            {
                Action = "Mend it in the campaign at Mailchimp, or change the post.",
            };
        }

        return options.Date is { } date
            ? await mailchimp.ScheduleAsync(id, date, credential, cancellationToken)
            : await mailchimp.SendAsync(id, credential, cancellationToken);
    }

    private async Task<long?> SegmentAsync(string audience, MailchimpOptions options, AccountCredential credential, CancellationToken cancellationToken)
    {
        if (options.Tag is not { } tag)
        {
            return options.SegmentId;
        }

        return (await mailchimp.FindTagAsync(audience, tag, credential, cancellationToken))?.Id
            ?? throw new PlatformRefusedException(FailureCategories.InvalidContent, $"options.tag: the audience has no tag '{tag}'")
            {
                Action = "Choose a tag that the audience has.",
            };
    }

    private static NewCampaign CampaignOf(string audience, long? segment, MailchimpOptions options, PublishContext context)
    {
        var attributes = context.Credential.Attributes;
        return new NewCampaign
        {
            Recipients = new(audience, segment is { } id ? new(id) : null),
            Settings = new()
            {
                SubjectLine = context.Content.Title ?? "",
                PreviewText = options.PreviewText,
                Title = MailchimpSteps.TitleOf(context.PublicationId, context.Content.Title ?? ""),
                FromName = options.FromName ?? attributes.GetValueOrDefault(MailchimpAccounts.FromName),
                ReplyTo = options.ReplyTo ?? attributes.GetValueOrDefault(MailchimpAccounts.FromEmail),
            },
            Tracking = options.TrackOpens is null && options.TrackClicks is null ? null : new(options.TrackOpens, options.TrackClicks),
        };
    }

    private static void Refuse(IReadOnlyCollection<(string Field, string Message)> mistakes)
    {
        if (mistakes.Count > 0)
        {
            throw new PlatformRefusedException(
                FailureCategories.InvalidContent, string.Join("; ", mistakes.Select(mistake => $"{mistake.Field}: {mistake.Message}")))
            {
                Action = "Change the options.",
            };
        }
    }
}

/// <summary>The names under which results remembers the calls.</summary>
internal static class MailchimpSteps
{
    public const string Campaign = "campaign";
    public const string Content = "content";
    public const string Test = "test";
    public const string Send = "send";

    private const int LongestTitle = 100;

    /// <summary>What the title of a publication's campaign begins with.</summary>
    public static string KeyOf(Guid publicationId) => $"cm-{publicationId:N}";

    public static string TitleOf(Guid publicationId, string title)
    {
        var whole = $"{KeyOf(publicationId)} {title}";
        return whole.Length <= LongestTitle ? whole : whole[..LongestTitle];
    }
}
