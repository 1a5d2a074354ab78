using ContentMultiplier.Contracts.Api.Webhooks;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Webhooks.Deliveries;

namespace ContentMultiplier.Webhooks.Endpoints;

internal static class WebhookRoutes
{
    public static void MapWebhooks(this RouteGroupBuilder webhooks)
    {
        webhooks.WithTags("Webhooks")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        webhooks.MapPost("/", CreateWebhook.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("CreateWebhook").WithSummary("Be told of events by signed requests (Standard Webhooks). The secret is shown in this answer and never again.")
            .Produces<WebhookResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        webhooks.MapGet("/", ReadWebhooks.ListAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListWebhooks").WithSummary("The webhooks of the workspace, newest first, and how they fare.");
        webhooks.MapGet("/{id:guid}", ReadWebhooks.GetAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetWebhook").WithSummary("One webhook and how it fares.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPatch("/{id:guid}", UpdateWebhook.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("UpdateWebhook").WithSummary("Change a webhook, stop it or begin anew.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        webhooks.MapDelete("/{id:guid}", DeleteWebhook.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("DeleteWebhook").WithSummary("Delete a webhook and the history of its deliveries.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{id:guid}/rotate-secret", RotateSecret.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("RotateWebhookSecret").WithSummary("Make a new secret; the former ones sign beside it for 24 hours. At most five sign at a time.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        MapDeliveries(webhooks);
    }

    public static void MapTest(this RouteGroupBuilder test) =>
        test.WithTags("Webhooks").MapPost("/webhook", SendTest.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("TestWebhook").WithSummary("Send an example of an event to a webhook now, once, and see what it answers.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static void MapDeliveries(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet("/{id:guid}/deliveries", ReadDeliveries.ListAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListWebhookDeliveries").WithSummary("What was sent to a webhook or is to be sent, newest first; `state` is pending, delivered or failed.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/{id:guid}/recover", Recover.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("RecoverWebhook").WithSummary("Send the events from `since` until `until` that the webhook asked for and has not got.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapGet("/deliveries/{id:guid}", ReadDeliveries.GetAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("GetWebhookDelivery").WithSummary("A delivery with every try: what was sent, what came back, how long it took, when it is tried next.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapPost("/deliveries/{id:guid}/redeliver", Redeliver.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("RedeliverWebhook").WithSummary("Send the event of a delivery again, with the same webhook-id.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }
}
