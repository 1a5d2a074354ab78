using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Results.Revisions;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Results.Attempts;

/// <summary>For workers alone, each for its own platform.</summary>
internal static class LedgerEndpoints
{
    private const int MostTogether = 500;

    public static void MapLedger(this RouteGroupBuilder ledger)
    {
        ledger.RequireAuthorization(Policies.Service).ExcludeFromDescription();
        ledger.MapPost("/claims", ClaimAsync);
        ledger.MapPost("/steps", AdvanceAsync);
        ledger.MapPost("/edits", BeginEditAsync);
    }

    private static async Task<Results<Ok<ClaimsResponse>, ProblemHttpResult>> ClaimAsync(
        ClaimsRequest request, StepLedger ledger, ServiceCaller caller, CancellationToken cancellationToken)
    {
        if (request.Claims.Count > MostTogether)
        {
            return TooMany();
        }

        return request.Claims.All(claim => caller.MaySpeakFor(claim.Platform))
            ? TypedResults.Ok(await ledger.ClaimAsync(request, cancellationToken))
            : Problems.NotFound();
    }

    private static async Task<Results<Ok<StepsResponse>, ProblemHttpResult>> AdvanceAsync(
        StepsRequest request, StepLedger ledger, ServiceCaller caller, CancellationToken cancellationToken) =>
        request.Steps.Count > MostTogether
            ? TooMany()
            : TypedResults.Ok(await ledger.AdvanceAsync(request, caller.MaySpeakFor, cancellationToken));

    private static async Task<Results<Ok<BeginEditResponse>, ProblemHttpResult>> BeginEditAsync(
        BeginEditRequest request, RevisionStore revisions, ServiceCaller caller, CancellationToken cancellationToken) =>
        caller.MaySpeakFor(request.Platform)
            ? TypedResults.Ok(new BeginEditResponse(await revisions.BeginEditAsync(request, cancellationToken)))
            : Problems.NotFound();

    private static ProblemHttpResult TooMany() =>
        Problems.Problem(StatusCodes.Status400BadRequest, "too_many", "Too many at once.", $"At most {MostTogether} together.");
}
