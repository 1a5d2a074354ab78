using System.Text.Json;
using ContentMultiplier.Contracts.Api.Results;

namespace ContentMultiplier.Results.Live;

/// <summary>A publication as it stands since that transaction. Written as JSON once, for however many streams.</summary>
internal sealed class LiveChange(ulong transaction, Guid workspaceId, Guid postId, PublicationResponse publication)
{
    private string? _json;

    public ulong Transaction => transaction;
    public Guid WorkspaceId => workspaceId;
    public Guid PostId => postId;
    public PublicationResponse Publication => publication;

    public string Json(JsonSerializerOptions options) =>
        _json ??= JsonSerializer.Serialize(new PublicationEvent(postId, publication), options);
}

/// <param name="Upto">What has been seen with them.</param>
/// <param name="IsWhole">There is no more for the moment.</param>
internal sealed record LivePage(IReadOnlyList<LiveChange> Changes, Position Upto, bool IsWhole);
