namespace ContentMultiplier.Publishing;

/// <summary>
/// Takes back what was published. Only for platforms that let it be deleted; having one is what announces that. One instance serves
/// all accounts at once, so it keeps nothing between them.
/// </summary>
public interface IRemover
{
    /// <summary>
    /// Afterwards nothing of it stands at the platform, of threads not one part. It is called again after a lost answer, so what is gone
    /// already is passed over. Every other refusal is let out.
    /// </summary>
    Task RemoveAsync(RevisionContext context, CancellationToken cancellationToken);
}

/// <summary>
/// Changes the text of what was published. Only for platforms that let it be changed; having one is what announces that.
/// </summary>
public interface IEditor
{
    /// <summary>
    /// Afterwards it says <paramref name="text"/>, which the platform's rules were checked on. It is called again after a lost answer.
    /// </summary>
    Task EditAsync(RevisionContext context, string text, CancellationToken cancellationToken);
}
