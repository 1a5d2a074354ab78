using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>How long a worker itself waits for a platform that is at work, and when it is asked again after that.</summary>
internal static class Patience
{
    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)];

    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    public static async Task<T> UntilAsync<T>(
        Func<CancellationToken, Task<T?>> ask, string waitingFor, TimeProvider time, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var delay in Delays)
        {
            if (await ask(cancellationToken) is { } ready)
            {
                return ready;
            }

            await Task.Delay(delay, time, cancellationToken);
        }

        return await ask(cancellationToken)
            ?? throw new PlatformRefusedException(FailureCategories.Processing, waitingFor) { RetryNotBefore = time.GetUtcNow() + ComeBack };
    }
}
