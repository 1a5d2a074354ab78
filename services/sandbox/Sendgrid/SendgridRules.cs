using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Sandbox.Sendgrid;

/// <summary>What SendGrid refuses, in its own words as far as they are known.</summary>
internal static partial class SendgridRules
{
    private const int MostPersonalizations = 1000;
    private const int MostRecipients = 1000;
    private const int MostCategories = 10;
    private const int LongestCategory = 255;
    private const int MostArguments = 10_000;
    private const long FarthestAhead = 72 * 3600;

    public static IEnumerable<(string? Field, string Message)> FindMistakes(MailRequest mail, Func<string, bool> isBatch, DateTimeOffset now)
    {
        foreach (var other in mail.Others?.Keys ?? Enumerable.Empty<string>())
        {
            yield return (other, $"Additional property {other} is not allowed");
        }

        foreach (var mistake in FindPersonalizationMistakes(mail.Personalizations).Concat(FindContentMistakes(mail)).Concat(FindAttachmentMistakes(mail)))
        {
            yield return mistake;
        }

        if (!IsAddress(mail.From))
        {
            yield return ("from.email", "The from email does not contain a valid address.");
        }

        if (mail.ReplyTo is not null && !IsAddress(mail.ReplyTo))
        {
            yield return ("reply_to.email", "The reply_to email does not contain a valid address.");
        }

        if (mail.TemplateId is { } template && !Template().IsMatch(template))
        {
            yield return ("template_id", $"The template_id must be a valid GUID, you provided '{template}'.");
        }

        if (mail.SendAt > now.ToUnixTimeSeconds() + FarthestAhead)
        {
            yield return ("send_at", "Scheduling more than 72 hours in advance is forbidden.");
        }

        if (mail.BatchId is { } batch && !isBatch(batch))
        {
            yield return ("batch_id", "The batch_id is not valid.");
        }

        foreach (var mistake in FindCategoryMistakes(mail.Categories ?? []))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<(string? Field, string Message)> FindPersonalizationMistakes(MailPersonalization?[]? personalizations)
    {
        if (personalizations is not { Length: > 0 })
        {
            yield return ("personalizations", "The personalizations field is required and must have at least one personalization.");
            yield break;
        }

        if (personalizations.Length > MostPersonalizations)
        {
            yield return ("personalizations", "The personalizations field cannot have more than 1000 personalizations.");
        }

        if (personalizations.Sum(one => one?.Everybody.Count() ?? 0) > MostRecipients)
        {
            yield return ("personalizations", "The total number of recipients (to, cc, bcc) cannot be more than 1000.");
        }

        foreach (var (index, one) in personalizations.Index())
        {
            var at = $"personalizations.{index}";
            if (one?.To is not { Length: > 0 })
            {
                yield return ($"{at}.to", "The to array is required for all personalization objects, and must have at least one email object with a valid email address.");
                continue;
            }

            if (!one.Everybody.All(IsAddress))
            {
                yield return ($"{at}.to.0.email", "Does not contain a valid address.");
            }
            else if (one.Everybody.DistinctBy(address => address!.Email!, StringComparer.OrdinalIgnoreCase).Count() < one.Everybody.Count())
            {
                yield return (at, "Each email address in the personalization block should be unique between to, cc, and bcc.");
            }

            if (one.CustomArgs is { } arguments
                && (arguments.ValueKind != JsonValueKind.Object || arguments.EnumerateObject().Any(argument => argument.Value.ValueKind != JsonValueKind.String)))
            {
                yield return ($"{at}.custom_args", "The custom_args parameter must be an object of strings.");
            }
            else if (one.CustomArgs?.GetRawText().Length > MostArguments)
            {
                yield return ($"{at}.custom_args", "The custom_args parameter may not exceed 10000 bytes.");
            }
        }
    }

    private static IEnumerable<(string? Field, string Message)> FindContentMistakes(MailRequest mail)
    {
        if (mail.TemplateId is not null)
        {
            yield break;
        }

        if (string.IsNullOrEmpty(mail.Subject) && mail.Personalizations?.Any(one => string.IsNullOrEmpty(one?.Subject)) != false)
        {
            yield return ("subject", "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.");
        }

        if (mail.Content is not { Length: > 0 } content)
        {
            yield return ("content", "Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.");
            yield break;
        }

        foreach (var (index, block) in content.Index())
        {
            if (string.IsNullOrEmpty(block?.Type) || string.IsNullOrEmpty(block.Value))
            {
                yield return ($"content.{index}.value", "The content value must be a string at least one character in length.");
            }
        }

        var types = content.Select(block => block?.Type).ToArray();
        if (Array.IndexOf(types, "text/plain") > 0)
        {
            yield return ("content", "If present, text/plain and text/html may only be provided once, and text/plain must be first.");
        }
    }

    private static IEnumerable<(string? Field, string Message)> FindAttachmentMistakes(MailRequest mail)
    {
        foreach (var (index, attachment) in (mail.Attachments ?? []).Index())
        {
            if (string.IsNullOrEmpty(attachment?.Filename))
            {
                yield return ($"attachments.{index}.filename", "The attachment filename is required.");
            }

            if (string.IsNullOrEmpty(attachment?.Content) || !Convert.TryFromBase64String(attachment.Content, new byte[attachment.Content.Length], out _))
            {
                yield return ($"attachments.{index}.content", "The attachment content must be base64 encoded.");
            }

            if (attachment?.Disposition is { } disposition && disposition is not ("attachment" or "inline"))
            {
                yield return ($"attachments.{index}.disposition", "The disposition of your attachment must be either \"inline\" or \"attachment\".");
            }
        }
    }

    private static IEnumerable<(string? Field, string Message)> FindCategoryMistakes(string?[] categories)
    {
        if (categories.Length > MostCategories)
        {
            yield return ("categories", "You cannot have more than 10 categories per request.");
        }

        if (categories.Any(category => category is null or { Length: > LongestCategory }))
        {
            yield return ("categories", "A category may not have more than 255 characters.");
        }

        if (categories.Distinct().Count() < categories.Length)
        {
            yield return ("categories", "Duplicate categories are not allowed.");
        }
    }

    private static bool IsAddress(MailAddress? address) => address?.Email is { } email && Email().IsMatch(email);

    [GeneratedRegex(@"\A[^\s@]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"\Ad-[0-9a-f]{32}\z", RegexOptions.None, 1000)]
    private static partial Regex Template();
}
