using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;

namespace ContentMultiplier.Publishing;

/// <summary>A publication that stands at the platform.</summary>
public sealed class RevisionContext
{
    private readonly RevisePublication _request;

    internal RevisionContext(RevisePublication request, AccountCredential credential)
    {
        _request = request;
        Credential = credential;
    }

    public AccountCredential Credential { get; }

    public Guid PublicationId => _request.PublicationId;

    /// <summary>What the publisher answered, or what a person gave who found it there.</summary>
    public string ExternalId => _request.ExternalId;

    public string? ExternalUrl => _request.ExternalUrl;

    /// <summary>In the order in which the platform accepted them.</summary>
    public IReadOnlyList<StepResult> AcceptedSteps => _request.AcceptedSteps;

    /// <summary>What a step answered; null when it was never accepted, or when a person saw its post at the platform.</summary>
    public T? ValueOf<T>(string step)
        where T : class
        => AcceptedSteps.FirstOrDefault(accepted => accepted.Name == step) is { Value: not null } accepted ? StepValues.Read<T>(accepted) : null;

    /// <summary>Passes over what the platform does not have any more.</summary>
    /// <returns>False when it was not there.</returns>
    public static async Task<bool> UnlessGoneAsync(Func<Task> remove)
    {
        try
        {
            await remove();
            return true;
        }
        catch (PlatformRefusedException refusal) when (refusal.Category == FailureCategories.NotFound)
        {
            return false;
        }
    }
}
