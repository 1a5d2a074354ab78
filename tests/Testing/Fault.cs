namespace ContentMultiplier.Testing;

/// <summary>One of the two ways through a <see cref="FaultProxy"/>.</summary>
[Flags]
public enum Flow
{
    None = 0,

    /// <summary>From the client to the server.</summary>
    Request = 1,

    /// <summary>From the server to the client.</summary>
    Answer = 2,

    Both = Request | Answer,
}

/// <summary>What a <see cref="FaultProxy"/> does to the bytes that pass; several at once are possible.</summary>
public sealed record Fault
{
    public static Fault None { get; } = new();

    /// <summary>Nobody is there: whoever connects is cut off at once, and so are all that were connected.</summary>
    public static Fault Down { get; } = new() { IsDown = true };

    /// <summary>Nothing passes and nobody is told; what was under way passes when it ends.</summary>
    public static Fault BlackHole { get; } = new() { Held = Flow.Both };

    public bool IsDown { get; init; }

    /// <summary>How long each piece is kept back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How fast answers pass at most.</summary>
    public int? AnswerBytesPerSecond { get; init; }

    /// <summary>Which ways are a black hole.</summary>
    public Flow Held { get; init; }

    /// <summary>How many bytes of requests pass in a connection before it is reset.</summary>
    public long? ResetAfterRequest { get; init; }

    /// <summary>How many bytes of answers pass in a connection before it is reset.</summary>
    public long? ResetAfterAnswer { get; init; }

    /// <summary>How many bytes of answers pass before the client sees their end, while its own bytes still arrive.</summary>
    public long? EndAnswerAfter { get; init; }

    /// <summary>Lets the headers of an HTTP answer pass, and ends it before its body.</summary>
    public bool CutAfterHeaders { get; init; }

    /// <summary>The server gets the request with these bytes and answers it; the client sees a reset in place of the answer.</summary>
    public ReadOnlyMemory<byte>? LoseAnswerTo { get; init; }
}
