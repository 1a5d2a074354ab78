namespace ContentMultiplier.Local.Commands;

/// <summary>Keeps run.json true while processes come and go.</summary>
internal sealed class RunFileWriter(string dataFolder, Func<RunFile> current) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private volatile bool _closed;

    public void WriteSoon() => _ = WriteAsync();

    public async Task WriteAsync()
    {
        if (_closed)
        {
            return;
        }

        await _writing.WaitAsync();
        try
        {
            if (!_closed)
            {
                await current().WriteAsync(dataFolder, CancellationToken.None);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _closed = true;
}
