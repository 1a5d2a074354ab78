using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Auth.Audit;

internal static class ListAudit
{
    private const int LongestFilter = 200;

    public static async Task<Results<Ok<Page<AuditEventResponse>>, ProblemHttpResult>> HandleAsync(
        CurrentUser user,
        AuthDbContext db,
        CancellationToken cancellationToken,
        string? action = null,
        string? actor = null,
        string? subject = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        int limit = Paging.DefaultLimit,
        string? cursor = null)
    {
        var before = cursor is null ? long.MaxValue : ReadCursor(cursor);
        if (Check(action, actor, subject, from, to, limit, before) is { Any: true } errors)
        {
            return Problems.Invalid(errors);
        }

        var (start, end) = (from?.ToUniversalTime(), to?.ToUniversalTime());
        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var rows = await db.AuditEvents.AsNoTracking()
            .Where(row => row.WorkspaceId == user.WorkspaceId && row.Seq < before)
            .Where(row => (action == null || row.Action == action) && (actor == null || row.Actor == actor))
            .Where(row => subject == null || row.SubjectId == subject)
            .Where(row => (start == null || row.At >= start) && (end == null || row.At < end))
            .OrderByDescending(row => row.Seq)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var shown = rows.Take(limit).Select(Show).ToList();
        return TypedResults.Ok(new Page<AuditEventResponse>(shown, rows.Count > limit ? WriteCursor(shown[^1].Seq) : null));
    }

    private static AuditEventResponse Show(AuditEvent row) => new(
        row.Seq, row.At, row.Actor, row.ActorKind, row.ViaKeyId, row.Network, row.RequestId, row.Action, row.SubjectType, row.SubjectId,
        row.Outcome, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Detail)!, Convert.ToHexStringLower(row.Hash));

    private static ErrorBag Check(
        string? action, string? actor, string? subject, DateTimeOffset? from, DateTimeOffset? to, int limit, long? before)
    {
        var errors = new ErrorBag();
        foreach (var (name, text) in new[] { ("action", action), ("actor", actor), ("subject", subject) })
        {
            if (text is { Length: 0 or > LongestFilter } || text?.Any(char.IsControl) == true)
            {
                errors.Add(name, $"must be 1 to {LongestFilter} characters without control characters; leave it out for all");
            }
        }

        if (from >= to)
        {
            errors.Add("to", "must be later than from");
        }

        if (limit is < 1 or > 200)
        {
            errors.Add("limit", "must be 1 to 200");
        }

        if (before is null)
        {
            errors.Add("cursor", "must be a next_cursor of this list; leave it out to start anew");
        }

        return errors;
    }

    private static string WriteCursor(long seq)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seq);
        return Base64Url.EncodeToString(bytes);
    }

    private static long? ReadCursor(string cursor)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return cursor.Length == 11 && Base64Url.IsValid(cursor) && Base64Url.DecodeFromChars(cursor, bytes) == bytes.Length
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : null;
    }
}
