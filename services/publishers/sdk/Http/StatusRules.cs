using System.Net;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Http;

/// <summary>What a status means where the platform has no rule of its own.</summary>
internal static class StatusRules
{
    /// <summary>Null when the status is no clear word: the platform may have acted.</summary>
    public static PlatformRefusedException? Refusal(PlatformAnswer answer) => answer.StatusCode switch
    {
        // After 303 the work is done and its result elsewhere; after 408 and 5xx nobody knows.
        HttpStatusCode.SeeOther or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => null,
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            => new(FailureCategories.InvalidContent, answer.Message) { Action = "Change the content so that the platform takes it." },
        HttpStatusCode.Unauthorized
            => new(FailureCategories.Unauthorized, answer.Message) { Action = "Reconnect the account." },
        HttpStatusCode.Forbidden or HttpStatusCode.PaymentRequired
            => new(FailureCategories.Forbidden, answer.Message) { Action = "Check what the account may do at the platform." },
        HttpStatusCode.NotFound or HttpStatusCode.Gone
            => new(FailureCategories.NotFound, answer.Message) { Action = "Check that the place still exists at the platform." },
        HttpStatusCode.Conflict
            => new(FailureCategories.Duplicate, answer.Message) { Action = "Change the content; the platform has it already." },
        HttpStatusCode.TooManyRequests
            => new(FailureCategories.RateLimited, answer.Message)
            {
                RetryNotBefore = answer.Used is { IsForApplication: true } used ? used.Until : answer.RetryNotBefore,
                IsForApplication = answer.Used is { IsForApplication: true },

                // What stands before a host of a user's counts requests, and knows nothing of what they are for.
                IsForEveryCall = !answer.IsVendor,
            },
        HttpStatusCode.MisdirectedRequest or (HttpStatusCode)425
            => new(FailureCategories.Unavailable, answer.Message),
        < HttpStatusCode.BadRequest
            => new(FailureCategories.Unavailable, $"{answer.Message}: redirects are not followed")
            {
                IsRetryable = false,
                Action = "Check the platform's configured address.",
            },
        _ => new(FailureCategories.InvalidContent, answer.Message) { Action = "Look at what the platform said." },
    };
}
