using ContentMultiplier.Contracts.Metrics;

namespace ContentMultiplier.Publishing;

/// <summary>The numbers of one post, under the platform's names and beside them under the common ones of <see cref="MetricNames"/>.</summary>
public sealed class MetricValues
{
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _own = new(StringComparer.Ordinal);

    /// <summary>By the common names.</summary>
    public IReadOnlyDictionary<string, long> Values => _values;

    /// <summary>By the platform's names.</summary>
    public IReadOnlyDictionary<string, long> Own => _own;

    /// <summary>Takes a number; one that the platform did not tell stays absent.</summary>
    /// <param name="own">The platform's name of it.</param>
    /// <param name="value">Null or negative is no number.</param>
    /// <param name="common">Its common name, if it has one. Numbers of the same common name are added up.</param>
    public MetricValues Add(string own, long? value, string? common = null)
    {
        if (value is not { } number || number < 0)
        {
            return this;
        }

        _own[own] = number;
        if (common is not null)
        {
            _values[common] = _values.GetValueOrDefault(common) + number;
        }

        return this;
    }
}
