using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>What an exception means when it is certain that it left nothing behind at the platform.</summary>
internal static class FailureRules
{
    public static AttemptEndedException NotSent(Exception exception)
    {
        if (Chain(exception).OfType<EgressDeniedException>().FirstOrDefault() is { } denied)
        {
            return new AttemptEndedException(AttemptResults.Failed, FailureCategories.Forbidden, denied.Message, exception);
        }

        return exception is HttpRequestException or IOException or OperationCanceledException or TimeoutException
            or JsonException or LostAnswerException
                ? AttemptEndedException.Unavailable($"The platform could not be asked: {Reason(exception)}", exception)
                : new AttemptEndedException(
                    AttemptResults.Failed, FailureCategories.Internal, "The worker failed; its log says why.", exception);
    }

    private static string Reason(Exception exception)
        => exception is OperationCanceledException ? "it took too long." : Chain(exception).Last().Message;

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
