namespace ContentMultiplier.Publishing.Http;

/// <summary>
/// How far the request of a step got. The step sets it as <see cref="Current"/>; connections are shared, but HTTP/1.1
/// writes a request in the asynchronous flow of its caller, so a connection finds the watermark of the request it is
/// just writing in that flow, and the flow of an idle or connecting one has none.
/// </summary>
internal sealed class Watermark(TimeProvider time, long lastStart)
{
    private static readonly AsyncLocal<Watermark?> Flow = new();

    private Phase _phase;
    private object? _connection;
    private long _contentLength;
    private long _bodyLeft;
    private int _endOfHeaders;

    private enum Phase
    {
        Nothing,
        Headers,
        Body,
        Done,
    }

    public static Watermark? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The last byte of a request was handed to the socket: the platform may act on it.</summary>
    public bool AllWritten { get; private set; }

    /// <summary>What the last good answer said of the limits.</summary>
    public UsedLimits? Used { get; set; }

    /// <summary>A request with this body comes next.</summary>
    public void Expect(long contentLength)
    {
        _contentLength = contentLength;
        _connection = null;
        _phase = Phase.Headers;
    }

    /// <summary>The platform said a clear no to what was written.</summary>
    public void Refused()
    {
        AllWritten = false;
        _phase = Phase.Nothing;
    }

    /// <summary>Called before bytes go to a connection. True when they are the last ones of the request.</summary>
    public bool Advance(object connection, ReadOnlySpan<byte> bytes)
    {
        if (!ReferenceEquals(connection, _connection))
        {
            Start(connection);
        }

        foreach (var value in bytes)
        {
            if (_phase != Phase.Headers)
            {
                break;
            }

            bytes = bytes[1..];
            _endOfHeaders = value switch
            {
                (byte)'\r' when _endOfHeaders is 0 or 2 => _endOfHeaders + 1,
                (byte)'\n' when _endOfHeaders is 1 or 3 => _endOfHeaders + 1,
                (byte)'\r' => 1,
                _ => 0,
            };

            if (_endOfHeaders == 4)
            {
                _phase = Phase.Body;
            }
        }

        if (_phase != Phase.Body)
        {
            return false;
        }

        _bodyLeft -= bytes.Length;
        return _bodyLeft <= 0;
    }

    /// <summary>The bytes that <see cref="Advance"/> called the last ones left, or may have left.</summary>
    public void Complete()
    {
        _phase = Phase.Done;
        AllWritten = true;
    }

    private void Start(object connection)
    {
        // A pool repeats a request on another connection when the first was dead. After the last byte, that would be a second post.
        if (_phase is Phase.Nothing or Phase.Done)
        {
            throw new IOException("A request that was written once would have been written again.");
        }

        // The worker may have been stopped for a while: past this point somebody else may hold the publication.
        if (time.GetTimestamp() > lastStart)
        {
            throw new LeaseEndedException();
        }

        _connection = connection;
        _phase = Phase.Headers;
        _endOfHeaders = 0;
        _bodyLeft = _contentLength;
    }
}

/// <summary>Too little of the lease is left to begin a request.</summary>
internal sealed class LeaseEndedException() : IOException("The lease of the publication ends before the request could.");
