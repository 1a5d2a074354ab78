namespace ContentMultiplier.Publishers.Mailchimp;

/// <summary>
/// Finds a lost campaign by the title that it carried, and reads from a campaign's state what became of the calls after it.
/// </summary>
internal sealed class MailchimpReconciler(MailchimpClient mailchimp) : IReconciler
{
    /// <summary>Mailchimp's clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public Task<ReconcileFinding> FindAsync(ReconcileContext context, CancellationToken cancellationToken) =>
        context.Step == MailchimpSteps.Campaign ? FindCampaignAsync(context, cancellationToken) : FindStateAsync(context, cancellationToken);

    private async Task<ReconcileFinding> FindCampaignAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var key = MailchimpSteps.KeyOf(context.PublicationId);
        var since = await mailchimp.ListAsync(context.SentAfter - Margin, context.Credential, cancellationToken);
        var found = since.Where(campaign => campaign.Settings?.Title?.StartsWith(key, StringComparison.Ordinal) == true).ToList();
        return found switch
        {
            [var one] => ReconcileFinding.Found(new Campaign(one.Id, one.Status, one.LongArchiveUrl, one.ArchiveUrl), one.Id),
            [] when since.Count >= MailchimpClient.LargestPage => ReconcileFinding.Blind("The account has made more campaigns since than is read."),
            [] => ReconcileFinding.Absent(),
            _ => ReconcileFinding.Ambiguous($"Campaigns with the same title: {string.Join(", ", found.Select(campaign => campaign.Id))}."),
        };
    }

    private async Task<ReconcileFinding> FindStateAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        if (context.ValueOf<Campaign>(MailchimpSteps.Campaign)?.Id is not { } id)
        {
            return ReconcileFinding.Blind("It is not known which campaign it was.");
        }

        var campaign = await mailchimp.GetAsync(id, context.Credential, cancellationToken);
        return campaign.Status switch
        {
            // Nothing was sent. Setting the content again changes nothing, and a second test mail harms nobody.
            "save" or "paused" => ReconcileFinding.Absent($"The campaign is in the state `{campaign.Status}`."),
            "schedule" or "sending" or "sent" => ReconcileFinding.Found(new CampaignCall(id), id),
            null => ReconcileFinding.Unreadable("Mailchimp did not say in which state the campaign is."),
            var state => ReconcileFinding.Ambiguous($"The campaign is in the state `{state}`."),
        };
    }
}
