using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Idempotency;

namespace ContentMultiplier.Results.Inbound;

internal static class InboundRoutes
{
    public static void AddInbound(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<InboundOptions>().BindConfiguration("Results:Inbound").ValidateDataAnnotations().ValidateOnStart();
        services.AddIdempotencyKeys();
        services.AddSingleton<IInboundPlatform, SendgridEvents>();
        services.AddSingleton<IInboundPlatform, MailchimpEvents>();
        services.AddSingleton<IInboundPlatform, FacebookEvents>();
        services.AddSingleton<IInboundPlatform, InstagramEvents>();
        services.AddSingleton<InboundPlatforms>();
        services.AddSingleton<InboundKeys>();
        services.AddSingleton<InboundCounts>();
        services.AddSingleton<ReceiveInbound>();
        services.AddHostedService<InboundSweep>();
    }

    public static void MapInbound(this RouteGroupBuilder inbound)
    {
        inbound.WithTags("Inbound");
        inbound.MapPost("/", CreateInbound.HandleAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("CreateInbound")
            .WithSummary("An address for a platform's settings, at which it tells what became of what was published. Shown in this answer and never again.")
            .Produces<InboundResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        inbound.MapGet("/", ChangeInbound.ListAsync)
            .RequireAuthorization(Policies.Read)
            .WithName("ListInbound")
            .WithSummary("The addresses for platforms, newest first, without their keys, and when something came in.");
        inbound.MapPatch("/{id:guid}", ChangeInbound.UpdateAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("UpdateInbound")
            .WithSummary("Say what the platform signs with, since it often tells only when it knows the address.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        inbound.MapDelete("/{id:guid}", ChangeInbound.DeleteAsync)
            .RequireAuthorization(Policies.WebhooksWrite)
            .WithName("DeleteInbound")
            .WithSummary("Take nothing at this address any more. What was counted stays.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        inbound.MapGet("/{platform}/{key}", (string platform, string key, HttpRequest request, ReceiveInbound receive, CancellationToken cancellationToken) =>
                receive.GreetAsync(platform, key, request, cancellationToken))
            .RequireAuthorization(Policies.Anonymous)
            .WithName("GreetInbound")
            .WithSummary("For the platform itself, which asks so whether the address is there before it tells anything.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        inbound.MapPost("/{platform}/{key}", (string platform, string key, HttpRequest request, ReceiveInbound receive, CancellationToken cancellationToken) =>
                receive.HandleAsync(platform, key, request, cancellationToken))
            .RequireAuthorization(Policies.Anonymous)
            .WithName("ReceiveInbound")
            .WithSummary("For the platform itself: events, at most 1 MiB, signed where the platform signs. What is not proved to be the platform's is answered as an unknown address.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
    }
}
