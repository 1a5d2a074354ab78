using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Faults;

internal static class FaultKinds
{
    public const string Delay = "delay";
    public const string Status = "status";
    public const string ResetBefore = "reset_before";
    public const string ResetAfterAccept = "reset_after_accept";
    public const string LostAnswer = "lost_answer";
    public const string RateLimit = "rate_limit";
    public const string Garbage = "garbage";
    public const string SlowBody = "slow_body";

    public static readonly string[] All =
        [Delay, Status, ResetBefore, ResetAfterAccept, LostAnswer, RateLimit, Garbage, SlowBody];
}

/// <param name="Times">How many calls it hits; -1 until it is removed.</param>
/// <param name="RetryAfter">A number of seconds, or any text that the header shall carry; empty for no header.</param>
/// <param name="Accepted">With <c>status</c>: the post is created all the same.</param>
/// <param name="Path">
/// A prefix of the path: hits those calls, whatever they do, and not the creates. With <c>*</c> before it the end of a path: hits what is posted there.
/// </param>
internal sealed record FaultRequest(
    string? Platform,
    string? Kind,
    int Times = 1,
    string? Account = null,
    int? Milliseconds = null,
    int? Status = null,
    JsonElement? RetryAfter = null,
    string? Body = null,
    bool Accepted = false,
    string? Path = null)
{
    public string? FindMistake(IEnumerable<IPlatform> platforms)
    {
        if (!platforms.Any(platform => platform.Slug == Platform))
        {
            return $"platform is one of: {string.Join(", ", platforms.Select(platform => platform.Slug))}.";
        }

        if (!FaultKinds.All.Contains(Kind))
        {
            return $"kind is one of: {string.Join(", ", FaultKinds.All)}.";
        }

        if (Times is 0 or < -1)
        {
            return "times is the number of calls to hit, or -1 for all of them.";
        }

        if (Milliseconds is < 0)
        {
            return "milliseconds is not negative.";
        }

        if (Kind == FaultKinds.Delay && Milliseconds is null)
        {
            return "delay needs milliseconds.";
        }

        return Kind switch
        {
            FaultKinds.Status when Status is null or < 300 or > 599 => "status is between 300 and 599.",
            FaultKinds.Garbage when Status is < 200 or > 599 => "status is between 200 and 599.",
            _ => Faults.RetryAfter.Of(RetryAfter) is null ? "retry_after is a number or a text that a header can carry." : null,
        };
    }
}

internal sealed record FaultView(int Id, FaultRequest Fault, int? Remaining, int Hits);

/// <summary>What a 429 says about when to come back, sensible or not.</summary>
internal sealed record RetryAfter(string Header, double Seconds)
{
    public static readonly RetryAfter OneSecond = new("1", 1);

    public static RetryAfter FromSeconds(double seconds) =>
        new(Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture), seconds);

    public static RetryAfter? Of(JsonElement? value) => value switch
    {
        null => OneSecond,
        { ValueKind: JsonValueKind.Number } number when double.IsFinite(number.GetDouble()) => new(number.GetRawText(), number.GetDouble()),
        { ValueKind: JsonValueKind.String } text when text.GetString() is { } header && header.All(c => c is >= ' ' and <= '~') =>
            new(header, double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 1),
        _ => null,
    };

    public void Write(HttpResponse response)
    {
        if (Header.Length > 0)
        {
            response.Headers.RetryAfter = Header;
        }
    }
}

internal sealed class Fault(int id, FaultRequest request, RetryAfter retryAfter)
{
    private int taken;

    public FaultRequest Request => request;

    public RetryAfter RetryAfter => retryAfter;

    public FaultView View => new(id, request, request.Times < 0 ? null : Math.Max(0, request.Times - taken), Math.Max(0, taken));

    public bool IsSpent => request.Times >= 0 && Volatile.Read(ref taken) >= request.Times;

    public bool TryTake()
    {
        while (true)
        {
            var seen = Volatile.Read(ref taken);
            if (request.Times >= 0 && seen >= request.Times)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref taken, seen + 1, seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>The call that took it was refused by the platform's own rules: the fault waits for the next one.</summary>
    public void GiveBack() => Interlocked.Decrement(ref taken);
}
