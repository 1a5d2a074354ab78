using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Results.Live;

/// <summary>What a stream knows of its post, to tell where it stands as a whole.</summary>
internal sealed class PostView
{
    private readonly SortedDictionary<Guid, PublicationResponse> _publications = [];
    public PostView(PostStatusResponse post)
    {
        PostId = post.PostId;
        Status = post.Status;
        foreach (var publication in post.Publications)
        {
            _publications[publication.PublicationId] = publication;
        }
    }

    public Guid PostId { get; }
    public string Status { get; private set; }

    /// <summary>Nothing more happens by itself.</summary>
    public bool IsComplete => _publications.Count > 0 && _publications.Values.All(publication => PublicationStatus.IsFinal(publication.Status));

    /// <returns>True when the post as a whole stands elsewhere now.</returns>
    public bool Take(PublicationResponse publication)
    {
        _publications[publication.PublicationId] = publication;
        var before = Status;
        Status = GetStatusOf(_publications.Values);
        return Status != before;
    }

    public PostStatusResponse ToResponse() => new(PostId, Status, [.. _publications.Values]);

    private static string GetStatusOf(IEnumerable<PublicationResponse> publications) =>
        PostStatus.Of(Publications.GetPostStatus.LatestOf(publications));
}
