using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Credentials;
using ContentMultiplier.Contracts.Api.Auth;

namespace ContentMultiplier.Auth.Accounts;

/// <summary>What the log says about accounts and their credentials: which, and never what is in them.</summary>
internal static class AccountAudit
{
    public static IReadOnlyList<AuditEntry> Connected(IReadOnlyList<AccountResponse> accounts, Credential credential) =>
    [
        .. accounts.Select(account => new AuditEntry(AuditActions.CredentialConnected, AuditSubjects.Account, account.AccountId.ToString())
        {
            WorkspaceId = credential.WorkspaceId,
            Detail = Describe(credential, ("external_id", account.ExternalId)),
        }),
    ];

    public static AuditEntry Of(string action, Account account, string outcome = AuditOutcomes.Done, string? reason = null) =>
        new(action, AuditSubjects.Account, account.Id.ToString())
        {
            WorkspaceId = account.WorkspaceId,
            Outcome = outcome,
            Detail = reason is null
                ? new Dictionary<string, string> { ["platform"] = account.Platform }
                : new Dictionary<string, string> { ["platform"] = account.Platform, ["reason"] = reason },
        };

    public static AuditEntry Of(string action, Credential credential, string outcome = AuditOutcomes.Done) =>
        new(action, AuditSubjects.Credential, credential.Id.ToString())
        {
            WorkspaceId = credential.WorkspaceId,
            Outcome = outcome,
            Detail = Describe(credential),
        };

    private static Dictionary<string, string> Describe(Credential credential, params (string Name, string Value)[] more)
    {
        var detail = new Dictionary<string, string>
        {
            ["platform"] = credential.Platform,
            ["credential_id"] = credential.Id.ToString(),
            ["user_id"] = credential.UserId.ToString(),
        };
        foreach (var (name, value) in more)
        {
            detail[name] = value;
        }

        return detail;
    }
}
