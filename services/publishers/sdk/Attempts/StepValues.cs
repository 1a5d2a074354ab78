using System.Text.Json;
using ContentMultiplier.Contracts.Publishing;

namespace ContentMultiplier.Publishing.Attempts;

/// <summary>What a step answered, in the form the ledger keeps. Read back by a later version of the same worker.</summary>
internal static class StepValues
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static JsonElement Write<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    public static T Read<T>(StepResult step)
        => step.Value is { ValueKind: not JsonValueKind.Null } value && value.Deserialize<T>(Options) is { } answer
            ? answer
            : throw new InvalidOperationException($"The ledger knows that the step {step.Name} was accepted, but not what it answered.");
}
