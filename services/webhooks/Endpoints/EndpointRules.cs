using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.Webhooks.Deliveries;
using ContentMultiplier.Webhooks.Events;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class EndpointRules
{
    private const int LongestDescription = 200;
    private const int MostEvents = 50;

    public static void CheckEvents(IReadOnlyList<string> events, ErrorBag errors)
    {
        if (events.Count is 0 or > MostEvents)
        {
            errors.Add("events", $"must name 1 to {MostEvents} events; `*` stands for all of them");
            return;
        }

        foreach (var (name, index) in events.Select((name, index) => (name, index)))
        {
            if (name != EventTypes.Any && !EventTypes.All.Contains(name, StringComparer.Ordinal))
            {
                errors.Add($"events[{index}]", $"is no event; there are * {string.Join(' ', EventTypes.All)}");
            }
            else if (events.Take(index).Contains(name, StringComparer.Ordinal))
            {
                errors.Add($"events[{index}]", "is there already");
            }
        }
    }

    public static void CheckPayload(string payload, ErrorBag errors)
    {
        if (payload is not (Payload.Full or Payload.Thin))
        {
            errors.Add("payload", $"must be {Payload.Full} or {Payload.Thin}");
        }
    }

    public static void CheckDescription(string? description, ErrorBag errors)
    {
        if (description?.Length > LongestDescription)
        {
            errors.Add("description", $"{description.Length} of {LongestDescription} characters; shorten it by {description.Length - LongestDescription}");
        }
    }
}
