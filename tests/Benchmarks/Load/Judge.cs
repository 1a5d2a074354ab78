using System.Globalization;
using System.Text.Json;

namespace ContentMultiplier.Benchmarks.Load;

/// <summary>Reads what the sandbox wrote down: which publication arrived when, and how often.</summary>
internal sealed class Judge(string file, Tenants tenants)
{
    private readonly Dictionary<string, PostTimes> _loads = [];
    private long _read;

    /// <summary>Lines that belong to no load.</summary>
    public int Strangers { get; private set; }

    public void Expect(PostTimes times) => _loads.Add(times.Name, times);

    /// <summary>Takes in the lines written since the last time; a line under way is left for the next.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(_read, SeekOrigin.Begin);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellationToken);
        var text = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        for (var end = text.Span.IndexOf((byte)'\n'); end >= 0; end = text.Span.IndexOf((byte)'\n'))
        {
            Take(text[..end]);
            text = text[(end + 1)..];
            _read += end + 1;
        }
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        using var post = JsonDocument.Parse(line);
        var words = post.RootElement.GetProperty("text").GetString()!.Split(' ', 3);
        var slot = tenants.SlotOf(post.RootElement.GetProperty("account").GetString()!);
        if (words.Length < 3 || slot < 0 || !_loads.TryGetValue(words[0], out var times)
            || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var number) || number >= times.Count)
        {
            Strangers++;
            return;
        }

        var target = (number * PostTimes.Targets) + slot;
        times.Calls[target]++;
        if (times.Calls[target] == 1)
        {
            times.CalledAt[target] = post.RootElement.GetProperty("at").GetDateTimeOffset();
        }
    }
}
