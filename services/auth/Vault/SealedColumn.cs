namespace ContentMultiplier.Auth.Vault;

/// <summary>A column of sealed secrets, and how its rows say where they belong. Every such column is listed here.</summary>
/// <param name="Key">The column that names the row.</param>
/// <param name="Place">SQL of workspace, platform, id and column name, as <see cref="SecretPlace"/> has them.</param>
internal sealed record SealedColumn(string Table, string Column, string Key, string Place)
{
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        new("credentials", "access_token", "id", "workspace_id, platform, id, 'access_token'"),
        new("credentials", "refresh_token", "id", "workspace_id, platform, id, 'refresh_token'"),
        new("credentials", "fields", "id", "workspace_id, platform, id, 'fields'"),
        new("accounts", "token", "id", "workspace_id, platform, id, 'account_token'"),
        new("revocations", "token", "id", "workspace_id, platform, id, 'revocation_token'"),
        new("second_factors", "secret", "user_id", "user_id, 'user', user_id, 'totp'"),
        new("authorizations", "verifier", "id", "workspace_id, platform, id, 'verifier'") { IsShortLived = true },
        new("connection_accounts", "token", "credential_id", "workspace_id, platform, credential_id, 'account_token:' || external_id") { IsShortLived = true },
    ];

    /// <summary>Gone within the hour, sooner than any key is: not worth sealing anew.</summary>
    public bool IsShortLived { get; init; }

    /// <summary>The key id within the envelope.</summary>
    public string KeyId => $"substring({Column} from 7 for get_byte({Column}, 5))";
}
