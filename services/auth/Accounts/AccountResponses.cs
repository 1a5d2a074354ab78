using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Contracts.Api.Auth;

namespace ContentMultiplier.Auth.Accounts;

internal static class AccountResponses
{
    public static AccountResponse ToResponse(this Account account, Credential credential) => new()
    {
        AccountId = account.Id,
        Platform = account.Platform,
        Name = account.Name,
        ExternalId = account.ExternalId,
        Url = account.Url,
        Scopes = credential.Scopes,
        ExpiresAt = account.Token is null ? credential.ExpiresAt : account.TokenExpiresAt,
        ReconnectBefore = account.EndsAt,
        Health = account.Health,
        HealthDetail = account.HealthDetail,
        ConnectedAt = account.ConnectedAt,
    };
}
