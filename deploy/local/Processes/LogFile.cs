namespace ContentMultiplier.Local.Processes;

/// <summary>What a process wrote, each line with the time and the process's name before it, and the last lines at hand for error messages.</summary>
public sealed class LogFile : IDisposable
{
    private const long RotateAt = 50L * 1024 * 1024;
    private const int TailLength = 30;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly TimeProvider _clock;
    private readonly string _name;
    private StreamWriter? _writer;
    private long _length;

    public LogFile(string folder, string name, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        _name = name;
        _clock = clock;
        Path = System.IO.Path.Combine(folder, name + ".log");
        Open();
    }

    public string Path { get; }

    public string Tail
    {
        get
        {
            lock (_gate)
            {
                return string.Join(Environment.NewLine, _tail);
            }
        }
    }

    public void Write(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_writer is null)
            {
                return;
            }

            var prefixed = $"{_clock.GetUtcNow():HH:mm:ss.fff} {_name} | {line}";
            _tail.Enqueue(prefixed);
            if (_tail.Count > TailLength)
            {
                _tail.Dequeue();
            }

            _writer.WriteLine(prefixed);
            _length += prefixed.Length;
            if (_length > RotateAt)
            {
                _writer.Dispose();
                File.Move(Path, Path + ".1", overwrite: true);
                Open();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private void Open()
    {
        _writer = new StreamWriter(Path, append: true) { AutoFlush = true };
        _length = _writer.BaseStream.Length;
    }
}
