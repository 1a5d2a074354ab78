using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Analytics;
using ContentMultiplier.Results.Live;

namespace ContentMultiplier.Results.Publications;

/// <summary>Lets those know that look on: after the commit, and nothing is lost with it, since they find the same in the tables.</summary>
internal sealed class PublicationNews(LiveNotifier live, CountPump counts)
{
    public void Written(IReadOnlyCollection<Publication> publications)
    {
        var written = publications.Where(publication => publication.Effects.IsNew || publication.Effects.IsDirty).ToList();
        live.Changed(written.Select(publication => publication.WorkspaceId));
        if (written.Exists(publication => PublicationStatus.IsFinal(publication.Status) || publication.Status == PublicationStatus.Unknown))
        {
            counts.Wake();
        }

        foreach (var publication in written.Where(publication => publication.Effects.IsAnnounced))
        {
            PublicationInstruments.Changed(publication);
        }
    }
}
