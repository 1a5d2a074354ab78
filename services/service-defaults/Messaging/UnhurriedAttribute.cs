namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>
/// On a consumer of batches for whose work nobody waits: it gathers messages for a quarter of a second, so that a stream of them costs
/// a fraction of the transactions.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UnhurriedAttribute : Attribute;
