using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Media.Links;

/// <summary>What a link opens.</summary>
/// <param name="RulesHash">The rendition; null for the original.</param>
internal sealed record LinkTarget(Guid MediaId, Guid WorkspaceId, string ContentType, string FileName, string? RulesHash);

/// <summary>Links are random and stored hashed: whoever reads the table opens nothing.</summary>
internal sealed class LinkRows(NpgsqlDataSource dataSource, IOptions<MediaOptions> options)
{
    private const int TokenBytes = 32;

    private const string Find =
        """
        select a.id, a.workspace_id, coalesce(r.content_type, a.content_type), a.file_name, l.rules_hash
          from links l
          join assets a on a.id = l.media_id
          left join renditions r on r.media_id = l.media_id and r.rules_hash = l.rules_hash
         where l.token_hash = $1 and l.expires_at > $2
        """;

    public async Task<string> CreateAsync(Asset asset, string? rulesHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add(
            "insert into links (token_hash, media_id, workspace_id, rules_hash, expires_at) values ($1, $2, $3, $4, $5)",
            HashOf(token), asset.Id, asset.WorkspaceId, rulesHash, expiresAt);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return new Uri(options.Value.PublicUrl, $"/m/{token}").AbsoluteUri;
    }

    /// <returns>Null when there is no such link any more.</returns>
    public async Task<LinkTarget?> FindAsync(string token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(Find, HashOf(token), now);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LinkTarget(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4))
            : null;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
