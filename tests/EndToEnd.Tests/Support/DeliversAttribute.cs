namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>The test makes these events happen and waits until a receiver has heard of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeliversAttribute(params string[] events) : Attribute
{
    public IReadOnlyList<string> Events { get; } = events;
}
