namespace ContentMultiplier.Publishing;

/// <summary>
/// Turns the content into the platform's calls. One instance serves all publications at once, so it keeps nothing
/// between them. Every call that must not happen twice goes through <see cref="PublishContext.OnceAsync{T}"/>.
/// </summary>
public interface IPublisher
{
    /// <param name="context">The publication.</param>
    /// <param name="cancellationToken">Ends work that may be repeated; the calls inside a step have their own token.</param>
    Task<PublishedPost> PublishAsync(PublishContext context, CancellationToken cancellationToken);
}

/// <param name="ExternalId">The platform's id of the post; of a thread, its first part.</param>
/// <param name="ExternalUrl">Where people see it, if the platform tells.</param>
/// <param name="Note">For people: what did not work beside it, as <see cref="PublishContext.AddAsync{T}"/> answers it; null when everything did.</param>
public sealed record PublishedPost(string ExternalId, string? ExternalUrl, string? Note = null);
