using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.Auth;

/// <summary>Lists in the order of their ids, which are in the order of time.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static bool TryRead(int limit, string? cursor, out Guid after, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        var errors = new ErrorBag();
        after = Guid.Empty;
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", $"is between 1 and {MaxLimit}");
        }

        if (cursor is not null && !TryDecode(cursor, out after))
        {
            errors.Add("cursor", "is not one that a list gave; leave it out to start anew");
        }

        problem = errors.Any ? Problems.Invalid(errors) : null;
        return problem is null;
    }

    /// <param name="rows">One more than the limit tells that there is a next page.</param>
    public static Page<T> Page<T>(List<T> rows, int limit, Func<T, Guid> id)
    {
        if (rows.Count <= limit)
        {
            return new Page<T>(rows, null);
        }

        var items = rows.GetRange(0, limit);
        return new Page<T>(items, Base64Url.EncodeToString(id(items[^1]).ToByteArray()));
    }

    private static bool TryDecode(string cursor, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id = Guid.Empty;
        if (cursor.Length != 22 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length) || length != 16)
        {
            return false;
        }

        id = new Guid(bytes);
        return true;
    }
}
