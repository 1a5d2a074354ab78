using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.ServiceDefaults.Persistence;
using Npgsql;

namespace ContentMultiplier.Media.Renditions;

/// <summary>A form that this process makes now.</summary>
/// <param name="Begun">How often it was, and who is at work on it: each time has its own number.</param>
internal sealed record Transcode(Guid MediaId, string Hash, RenditionPlan Plan, int Begun);

/// <summary>How far a form is that takes minutes to be made.</summary>
/// <param name="Refusal">Why there will be none.</param>
internal sealed record TranscodeState(string? Refusal, DateTimeOffset AskedAt);

/// <summary>The forms of videos that are still to be made: they outlive the process that makes them.</summary>
internal sealed class TranscodeRows(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>A refusal may have had its reason in the machine, so it does not hold for ever.</summary>
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The name of what a plan makes: the same for all platforms that need the same.</summary>
    public static string HashOf(RenditionPlan plan) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("video 1 " + JsonSerializer.Serialize(plan, Json))))[..16];

    /// <summary>Asks for a form, however often: it is made once.</summary>
    public async Task<TranscodeState> AskAsync(Asset asset, RenditionPlan plan, string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var batch = dataSource.CreateTenantBatch(Tenant.Workspace(asset.WorkspaceId));
        batch.Add(
            """
            insert into transcodes as known (media_id, rules_hash, workspace_id, plan, asked_at, due_at) values ($1, $2, $3, $4::json, $5, $5)
            on conflict (media_id, rules_hash) do update set refusal = null, begun = 0, asked_at = $5, due_at = $5
             where known.refusal is not null and known.due_at <= $6
            """,
            asset.Id, hash, asset.WorkspaceId, JsonSerializer.Serialize(plan, Json), now, now - RefusalHolds);
        batch.Add("select refusal, asked_at from transcodes where media_id = $1 and rules_hash = $2", asset.Id, hash);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new TranscodeState(reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1))
            : new TranscodeState(null, now);
    }

    /// <returns>The one that waits longest; it is this process' until then.</returns>
    public async Task<Transcode?> ClaimAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add(
            """
            update transcodes set due_at = $2, begun = begun + 1
             where (media_id, rules_hash) in (
                   select media_id, rules_hash from transcodes where refusal is null and due_at <= $1 order by due_at limit 1 for update skip locked)
            returning media_id, rules_hash, plan, begun
            """,
            clock.GetUtcNow(), until);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Transcode(
                reader.GetGuid(0), reader.GetString(1), JsonSerializer.Deserialize<RenditionPlan>(reader.GetString(2), Json)!, reader.GetInt32(3))
            : null;
    }

    /// <returns>Null when there is nothing to be made.</returns>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        batch.Add("select min(due_at) from transcodes where refusal is null");
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    /// <returns>False when it is not ours any more: another began it, or its asset is gone.</returns>
    public Task<bool> HoldAsync(Transcode transcode, DateTimeOffset until, CancellationToken cancellationToken) =>
        ChangeAsync("update transcodes set due_at = $4 where media_id = $1 and rules_hash = $2 and begun = $3 and refusal is null", transcode, until, cancellationToken);

    /// <summary>It was not the video's fault: this time does not count.</summary>
    public Task<bool> GiveBackAsync(Transcode transcode, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        ChangeAsync("update transcodes set due_at = $4, begun = begun - 1 where media_id = $1 and rules_hash = $2 and begun = $3", transcode, dueAt, cancellationToken);

    public Task<bool> RefuseAsync(Transcode transcode, string refusal, CancellationToken cancellationToken) =>
        ChangeAsync(
            "update transcodes set due_at = $4, refusal = $5 where media_id = $1 and rules_hash = $2 and begun = $3",
            transcode, clock.GetUtcNow(), cancellationToken, refusal);

    private async Task<bool> ChangeAsync(string sql, Transcode transcode, DateTimeOffset at, CancellationToken cancellationToken, params object?[] more)
    {
        await using var batch = dataSource.CreateTenantBatch(Tenant.System);
        var change = batch.Add(sql, [transcode.MediaId, transcode.Hash, transcode.Begun, at, .. more]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return change.RecordsAffected == 1;
    }
}
