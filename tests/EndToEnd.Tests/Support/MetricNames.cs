using System.Text;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>
/// Reads the names out of an export of metrics (OTLP protobuf: resource 1 → scope 2 → metric 2 with name 1, unit 3 and one kind)
/// and gives them as Prometheus shows them behind a collector.
/// </summary>
internal static class MetricNames
{
    private const int Gauge = 5;
    private const int Sum = 7;
    private const int Histogram = 9;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "_seconds", ["ms"] = "_milliseconds", ["By"] = "_bytes", ["d"] = "_days", ["1"] = "_ratio", ["%"] = "_percent",
    };

    public static IEnumerable<string> In(TelemetryExport export) =>
        from resource in Fields(export.Body).Where(field => field.Number == 1)
        from scope in Fields(resource.Body).Where(field => field.Number == 2)
        from metric in Fields(scope.Body).Where(field => field.Number == 2)
        from name in NamesOf(Fields(metric.Body).ToList())
        select name;

    private static IEnumerable<string> NamesOf(List<Field> metric)
    {
        var name = Text(metric, 1).Replace('.', '_');
        var unit = Text(metric, 3);
        var kind = metric.First(field => field.Number is Gauge or Sum or Histogram);

        // A sum says in its field 3 whether it only grows; a counter has no ratio, and a unit in braces is a comment.
        var isCounter = kind.Number == Sum && Fields(kind.Body).Any(field => field is { Number: 3, Value: 1 });
        name += unit == "1" && kind.Number != Gauge ? "" : Units.GetValueOrDefault(unit, unit.Length == 0 || unit[0] == '{' ? "" : "_" + unit);
        return kind.Number == Histogram ? [name + "_bucket", name + "_sum", name + "_count"] : [isCounter ? name + "_total" : name];
    }

    private static string Text(List<Field> fields, int number) =>
        fields.Where(field => field.Number == number).Select(field => Encoding.UTF8.GetString(field.Body.Span)).FirstOrDefault("");

    private static IEnumerable<Field> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var key = Number(message, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            var value = type == 0 ? Number(message, ref at) : 0;
            var length = type switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Number(message, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"There is no wire type {type}."),
            };
            yield return new Field(number, value, message.Slice(at, length));
            at += length;
        }
    }

    private static ulong Number(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    private sealed record Field(int Number, ulong Value, ReadOnlyMemory<byte> Body);
}
