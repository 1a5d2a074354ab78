using System.Net;
using ContentMultiplier.Publishing.Http;

namespace ContentMultiplier.Publishers.Medium;

/// <summary>Medium's codes are not documented; the status tells. Time alone mends none of these.</summary>
internal static class MediumErrors
{
    public static PlatformRefusedException? Refusal(PlatformAnswer answer) => answer.StatusCode switch
    {
        HttpStatusCode.BadRequest => Of(answer, FailureCategories.InvalidContent, "Change the story or its options as Medium says."),
        HttpStatusCode.Unauthorized => Of(answer, FailureCategories.Unauthorized, "The token is not valid any more, and Medium gives no new ones."),
        HttpStatusCode.Forbidden => Of(answer, FailureCategories.Forbidden, "Only editors may publish in a publication; a writer may leave a draft there."),
        HttpStatusCode.NotFound => Of(answer, FailureCategories.NotFound, "Check that the profile or publication is still there."),
        _ => null,
    };

    private static PlatformRefusedException Of(PlatformAnswer answer, string category, string action) =>
        new(category, answer.Message) { Action = action, IsRetryable = false };
}
