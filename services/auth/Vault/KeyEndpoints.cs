using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth.Vault;

internal static class KeyEndpoints
{
    public static RouteGroupBuilder MapKeys(this RouteGroupBuilder keys)
    {
        keys.MapGet("/", ReadAsync).RequireAuthorization(Policies.Service);
        return keys;
    }

    /// <summary>Ids and counts, never a key.</summary>
    private static async Task<Ok<KeyReport>> ReadAsync(KeyReports reports, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reports.ReadAsync(cancellationToken));
}
