using System.Globalization;

namespace ContentMultiplier.Results.Live;

/// <summary>
/// What a reader has seen, as the database's own snapshot: every transaction before <c>max</c> but those that were open then. A
/// sequence would not do, since a transaction that took a lower number may commit after one with a higher. Any process can go on
/// from it, and what it covers only ever grows.
/// </summary>
internal sealed class Position
{
    /// <summary>With more open transactions the text would be long; then it stops at the first of them, and some changes come twice.</summary>
    private const int MostOpen = 100;

    private const int MostCharacters = 4000;

    private readonly ulong _max;
    private readonly ulong[] _open;

    private Position(ulong max, ulong[] open)
    {
        _max = max;
        _open = open;
    }

    private ulong Min => _open.Length > 0 ? _open[0] : _max;

    /// <param name="text">As PostgreSQL writes a <c>pg_snapshot</c>: <c>xmin:xmax:open,open,…</c>.</param>
    /// <returns>Null when it is none; it comes from clients.</returns>
    public static Position? Parse(string? text)
    {
        if (text is not { Length: > 0 and <= MostCharacters } || text.Split(':') is not [var min, var max, var open]
            || Number(min) is not { } low || Number(max) is not { } high || low > high)
        {
            return null;
        }

        var listed = open.Length == 0 ? [] : open.Split(',');
        var numbers = new ulong[listed.Length];
        var before = low - 1;
        for (var i = 0; i < listed.Length; i++)
        {
            if (Number(listed[i]) is not { } number || number <= before || number >= high)
            {
                return null;
            }

            numbers[i] = before = number;
        }

        // Without an open one, whatever is before the end has been seen.
        return new Position(numbers.Length > 0 ? high : low, numbers);
    }

    public bool Covers(ulong transaction) => transaction < _max && Array.BinarySearch(_open, transaction) < 0;

    /// <summary>Whether nothing that the other has seen is missing here.</summary>
    public bool Covers(Position other) =>
        !Array.Exists(_open, other.Covers)
        && (other._max <= _max || (ulong)other._open.Count(open => open >= _max) == other._max - _max);

    /// <summary>Whether it comes from another life of the database: it has seen what has not happened yet.</summary>
    public bool IsAheadOf(Position other) => _max > other._max;

    /// <summary>The part of it that ends with that transaction.</summary>
    public Position Until(ulong transaction) =>
        transaction + 1 >= _max ? this : new Position(transaction + 1, [.. _open.Where(open => open <= transaction)]);

    public override string ToString()
    {
        if (_open.Length > MostOpen)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Min}:{Min}:");
        }

        var open = string.Join(',', _open.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{Min}:{_max}:{open}");
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < long.MaxValue ? number : null;
}
