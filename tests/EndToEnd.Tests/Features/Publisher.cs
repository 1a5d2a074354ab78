using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>The user most of these tests publish as: one X account, one Discord webhook, and no others.</summary>
internal sealed class Publisher(SuiteUnderTest suite, SuiteClient client, ConnectedAccount twitter, ConnectedAccount discord)
{
    private static readonly Lazy<Task<Publisher>> TheOne = new(CreateAsync);
    private static int _texts;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public SuiteUnderTest Suite => suite;

    public SuiteClient Client => client;

    public ConnectedAccount Twitter => twitter;

    public ConnectedAccount Discord => discord;

    public static Task<Publisher> SharedAsync() => TheOne.Value;

    /// <summary>No two posts alike: platforms refuse that, and tests tell their posts apart by it.</summary>
    public static string NewText(string about) => $"{about} {Interlocked.Increment(ref _texts)} {Guid.NewGuid().ToString("N")[..8]}";

    public static TargetRequest To(ConnectedAccount account) => new() { AccountId = account.Id };

    /// <summary>What the account's platform accepted with that beginning.</summary>
    public async Task<IReadOnlyList<SandboxPost>> AcceptedAsync(ConnectedAccount account, string beginning) =>
        [.. (await suite.Sandbox.PostsOfAsync(account)).Where(post => post.Text.StartsWith(beginning, StringComparison.Ordinal))];

    public async Task<SandboxPost> WaitUntilAcceptedAsync(ConnectedAccount account, string beginning) =>
        await Eventually.GetAsync(
            async () => await AcceptedAsync(account, beginning) is [var first, ..] ? first : null, Patience, $"{account.Platform} has '{beginning}'");

    public async Task<PublicationResponse> WaitUntilPublishedAsync(Guid postId, string platform) =>
        await Eventually.GetAsync(
            async () => (await client.StatusAsync(postId)).Publications.SingleOrDefault(
                publication => publication.Platform == platform && publication.Status == "published"),
            Patience,
            $"{platform} publication of {postId} is published");

    private static async Task<Publisher> CreateAsync()
    {
        var suite = await SuiteUnderTest.SharedAsync();
        var client = await suite.RegisterAsync();
        return new Publisher(suite, client, await client.ConnectTwitterAsync(), await client.ConnectDiscordAsync());
    }
}
