using System.Text;
using System.Text.Json.Nodes;
using ContentMultiplier.Sandbox.Posts;

namespace ContentMultiplier.Sandbox.Mailchimp;

/// <summary>
/// Mailchimp's webhooks, when somebody asks for them: without events the look whether the address is there, else a form for each event of
/// a campaign. The same request sends the same forms again.
/// </summary>
internal sealed class MailchimpEventWebhook(PostStore posts, Callbacks callbacks)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/_sandbox/mailchimp/events", (RequestDelegate)ActAsync);

    private async Task ActAsync(HttpContext context)
    {
        if (await callbacks.ReadAsync(context) is not ({ } request, { } url))
        {
            return;
        }

        var status = 0;
        if (request.Events is not { Length: > 0 } events)
        {
            (status, _) = await callbacks.GetAsync(url, context.RequestAborted);
        }
        else if (posts.Find(MailchimpPlatform.Name, request.Id ?? "") is { } campaign)
        {
            foreach (var name in events)
            {
                status = await callbacks.PostAsync(
                    url, Encoding.UTF8.GetBytes(FormOf(campaign, name)), "application/x-www-form-urlencoded", null, context.RequestAborted);
            }
        }
        else
        {
            await Callbacks.RefuseAsync(context);
            return;
        }

        await Answer.NodeAsync(context, StatusCodes.Status200OK, new JsonObject { ["status"] = status });
    }

    /// <param name="name">Such as <c>unsubscribe</c> or <c>cleaned.abuse</c>.</param>
    private static string FormOf(Post campaign, string name)
    {
        var parts = name.Split('.');
        Dictionary<string, string> form = new()
        {
            ["type"] = parts[0],
            ["fired_at"] = campaign.At.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            ["data[list_id]"] = campaign.Account,
            ["data[reason]"] = parts.Length > 1 ? parts[1] : "",
        };
        if (parts[0] == "campaign")
        {
            (form["data[id]"], form["data[status]"]) = (campaign.Id, "sent");
        }
        else
        {
            (form["data[campaign_id]"], form["data[email]"]) = (campaign.Id, "reader@example.com");
        }

        return string.Join('&', form.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
    }
}
