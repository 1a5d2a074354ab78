using System.Runtime.CompilerServices;

namespace ContentMultiplier.Testing;

/// <summary>Waits for something that happens by itself, and only as long as it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task BecomesTrueAsync(
        Func<Task<bool>> condition,
        TimeSpan deadline,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Not true within {deadline.TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(Pause, clock);
        }
    }

    public static Task BecomesTrueAsync(
        Func<bool> condition,
        TimeSpan deadline,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        BecomesTrueAsync(() => Task.FromResult(condition()), deadline, what);

    /// <summary>The first value that is not null.</summary>
    public static async Task<T> GetAsync<T>(
        Func<Task<T?>> value,
        TimeSpan deadline,
        [CallerArgumentExpression(nameof(value))] string what = "")
        where T : class
    {
        T? found = null;
        await BecomesTrueAsync(async () => (found = await value()) is not null, deadline, what);
        return found!;
    }
}
