namespace ContentMultiplier.Local;

/// <summary>Something the person at the keyboard can act on; shown without a stack trace.</summary>
public sealed class LocalException : Exception
{
    public LocalException(string message) : base(message)
    {
    }

    public LocalException(string message, Exception inner) : base(message, inner)
    {
    }
}
