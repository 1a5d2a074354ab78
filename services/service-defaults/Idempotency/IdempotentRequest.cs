using System.Security.Cryptography;
using System.Text.Json;
using ContentMultiplier.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContentMultiplier.ServiceDefaults.Idempotency;

/// <summary>A request that its sender may repeat: the key, and what it was asked with.</summary>
public sealed record IdempotentRequest(Guid WorkspaceId, string Key, byte[] Hash)
{
    private const int MaxKeyLength = 255;

    /// <param name="operation">Which endpoint and which variant of it: the same key for another one is a reuse.</param>
    /// <returns>Null when there is no key.</returns>
    public static IdempotentRequest? Of<T>(string? key, Guid workspaceId, string operation, T request)
    {
        if (key is null)
        {
            return null;
        }

        // Over the bound record, not the bytes: white space and the order of members do not make another request.
        var content = JsonSerializer.SerializeToUtf8Bytes(new Named<T>(operation, request), StrictJson.Options);
        return new IdempotentRequest(workspaceId, key, SHA256.HashData(content));
    }

    public static ProblemHttpResult? ProblemWith(string? key) =>
        key is null || (key.Length is >= 1 and <= MaxKeyLength && key.All(c => c is >= '!' and <= '~'))
            ? null
            : Problems.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["Idempotency-Key"] = [$"must be 1 to {MaxKeyLength} visible ASCII characters, such as a UUID"],
            });

    private sealed record Named<T>(string Operation, T Request);
}
