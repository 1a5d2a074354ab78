using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.ServiceDefaults;

/// <summary>
/// Lists in the order of their ids, which is that of time. A cursor is the id at which a page ended, as an opaque text:
/// a position only, since rows are always filtered by workspace.
/// </summary>
public static class Paging
{
    public const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <param name="after">Null at the beginning.</param>
    public static bool TryRead(int limit, string? cursor, out Guid? after, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        var errors = new ErrorBag();
        after = cursor is null ? null : Read(cursor);
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", $"must be 1 to {MaxLimit}");
        }

        if (cursor is not null && after is null)
        {
            errors.Add("cursor", "must be a next_cursor of this list; leave it out to start anew");
        }

        problem = errors.Any ? Problems.Invalid(errors) : null;
        return problem is null;
    }

    /// <param name="rows">One more than the limit tells that there is a next page.</param>
    public static Page<T> Page<T>(IReadOnlyList<T> rows, int limit, Func<T, Guid> id) => rows.Count <= limit
        ? new Page<T>(rows, null)
        : new Page<T>([.. rows.Take(limit)], Base64Url.EncodeToString(id(rows[limit - 1]).ToByteArray(bigEndian: true)));

    private static Guid? Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[16];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.DecodeFromChars(cursor, bytes) == bytes.Length
            ? new Guid(bytes, bigEndian: true)
            : null;
    }
}
