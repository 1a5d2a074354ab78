using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Audit;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Posts.Accounts;
using ContentMultiplier.Posts.Platforms;

namespace ContentMultiplier.Posts.Publishing;

/// <summary>A valid request, thought through to the last row and message; nothing is stored yet.</summary>
internal sealed record PublishPlan
{
    public required Guid PostId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The inline post; null when it exists already.</summary>
    public PostRequest? NewPost { get; init; }

    /// <summary>The post that the new one is a copy of; what was decided about that holds for this.</summary>
    public Guid? CopyOf { get; init; }

    /// <summary>What the post becomes.</summary>
    public required string PostStatus { get; init; }

    /// <summary>What each of the publications is at first, unless it waits for another.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset Now { get; init; }
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Each publication leaves at a slot of its account.</summary>
    public bool IsForQueue { get; init; }

    public LatePolicyRequest? LatePolicy { get; init; }

    /// <summary>Of a local time.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
    public required IReadOnlyList<PlannedPublication> Publications { get; init; }

    /// <summary>Of the post as it was read, which is what is frozen.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>The fields that ask for more than the post says.</summary>
    public required IReadOnlyList<string> ChangedOptions { get; init; }

    /// <summary>What an approval of the post covers; null when what is sent is not all in the post.</summary>
    public byte[]? SentHash => ChangedOptions.Count == 0 ? ContentHash : null;

    /// <summary>Where the workspace asks for it.</summary>
    public bool NeedsApproval => Status != PublicationStatus.Draft;

    public DateTimeOffset? DueAtOf(PlannedPublication one) => one.SlotAt ?? DueAt;

    public string StatusOf(PlannedPublication one) =>
        one.WaitsFor is not null && Status == PublicationStatus.Queued ? PublicationStatus.Scheduled : Status;

    /// <summary>Who asked, for the audit log.</summary>
    public Requester? By { get; init; }
}

/// <param name="Content">Frozen: what is edited later does not change what goes out.</param>
/// <param name="Field">Where the user named it.</param>
/// <param name="SlotAt">When it leaves from its account's queue.</param>
/// <param name="WaitsFor">The publication of the plan that must be published before.</param>
internal sealed record PlannedPublication(
    Guid Id, ConnectedAccount Account, string ContentType, PostContent Content, JsonElement? Options, string Field, DependencyRequest? DependsOn,
    DateTimeOffset? SlotAt = null, Guid? WaitsFor = null);

/// <summary>A target that was found.</summary>
/// <param name="Field">Where the user named it: <c>targets[0]</c>, <c>platforms[1]</c>.</param>
internal sealed record ResolvedTarget(
    string Field, ConnectedAccount Account, KnownPlatform Platform, string? ContentType, JsonElement? Options, DependencyRequest? DependsOn);

/// <summary>A post that exists, with its living publications.</summary>
internal sealed record ExistingPost(Guid Id, PostRequest Post, IReadOnlyList<LivingPublication> Publications);

internal sealed record LivingPublication(
    Guid Id, string Platform, Guid AccountId, string? AccountName, string Status, DateTimeOffset? DueAt, string? ContentType, JsonElement? Options,
    DependencyRequest? DependsOn);

internal sealed record FieldError(string Field, string Message);
