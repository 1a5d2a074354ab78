using System.Runtime.CompilerServices;
using ContentMultiplier.Media.Assets;
using ContentMultiplier.Media.Storage;
using ContentMultiplier.Media.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Media.Tests;

public sealed class UnknownFilesTests
{
    private Workspace _workspace = null!;

    [SetUp]
    public void SetUp() => _workspace = new Workspace(MediaSuite.Service);

    [TearDown]
    public void TearDown() => _workspace.Dispose();

    [Test]
    public async Task What_no_row_knows_is_looked_for_once_a_day_and_goes()
    {
        (Guid WorkspaceId, Guid Id) known = (_workspace.Id, (await _workspace.UploadedAsync(Samples.Png)).Id);
        (Guid WorkspaceId, Guid Id) unknown = (_workspace.Id, Guid.CreateVersion7());
        var store = new ListedStore(known, unknown);
        var clock = new SetClock();
        var files = new UnknownFiles(MediaSuite.Service.Services.GetRequiredService<NpgsqlDataSource>(), store, clock);

        await files.DeleteAsync(clock.Now, default);
        var searchesAtFirst = store.Searches;
        clock.Now += UnknownFiles.SearchEvery - TimeSpan.FromSeconds(1);
        await files.DeleteAsync(clock.Now, default);
        var searchesWithinTheDay = store.Searches;
        clock.Now += TimeSpan.FromSeconds(1);
        await files.DeleteAsync(clock.Now, default);

        Assert.That((searchesAtFirst, searchesWithinTheDay, store.Searches), Is.EqualTo((1, 1, 2)));
        Assert.That(store.Deleted.Distinct(), Is.EqualTo(new[] { Asset.KeyOf(unknown.WorkspaceId, unknown.Id) }));
    }

    [Test]
    public async Task A_search_that_fails_is_made_again()
    {
        var store = new ListedStore() { IsAway = true };
        var clock = new SetClock();
        var files = new UnknownFiles(MediaSuite.Service.Services.GetRequiredService<NpgsqlDataSource>(), store, clock);

        await Assert.ThrowsAsync<IOException>(() => files.DeleteAsync(clock.Now, default));
        store.IsAway = false;
        await files.DeleteAsync(clock.Now, default);

        Assert.That(store.Searches, Is.EqualTo(2));
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 31, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Says what it has, and keeps count.</summary>
    private sealed class ListedStore(params (Guid WorkspaceId, Guid Id)[] originals) : IObjectStore
    {
        public int Searches { get; private set; }

        public List<string> Deleted { get; } = [];

        public bool IsAway { get; set; }

        public async IAsyncEnumerable<(Guid WorkspaceId, Guid Id)> OriginalsAsync(
            DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Searches++;
            await Task.CompletedTask;
            if (IsAway)
            {
                throw new IOException("The bucket is away.");
            }

            foreach (var original in originals)
            {
                yield return original;
            }
        }

        public Task DeleteAsync(string key, CancellationToken cancellationToken)
        {
            Deleted.Add(key);
            return Task.CompletedTask;
        }

        public Task KeepAsync(string file, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> HasAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> BringAsync(string key, WorkFolder folder, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
