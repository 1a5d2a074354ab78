using ContentMultiplier.Local.Processes;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Local.Tests;

public sealed class ManagedProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_supervised_process_that_dies_is_started_again()
    {
        await using var process = Sleeper(supervised: true);
        process.Start();
        var first = process.Pid;

        await process.CrashAsync();

        await Eventually.BecomesTrueAsync(() => process.Pid != 0 && process.Pid != first, Deadline);
    }

    [Test]
    public async Task A_process_that_was_killed_on_purpose_stays_down_until_it_is_started()
    {
        await using var process = Sleeper(supervised: true);
        process.Start();

        await process.KillAsync();
        Assert.That(process.IsRunning, Is.False);

        process.Start();
        Assert.That(process.IsRunning, Is.True);
    }

    [Test]
    public async Task A_process_that_ignores_the_request_to_end_is_killed_after_its_grace()
    {
        await using var process = Shell("trap '' TERM; echo ready; while :; do sleep 1; done");
        process.Start();
        await Eventually.BecomesTrueAsync(() => process.Log.Tail.Contains("ready", StringComparison.Ordinal), Deadline);

        await process.StopAsync(TimeSpan.FromMilliseconds(300));

        Assert.That(process.IsRunning, Is.False);
    }

    [Test]
    public async Task A_frozen_process_can_be_stopped()
    {
        await using var process = Sleeper(supervised: false);
        process.Start();
        process.Signal(Signals.Stop);

        await process.StopAsync(Deadline);

        Assert.That(process.IsRunning, Is.False);
    }

    [Test]
    public async Task Lines_are_logged_with_the_name_of_the_process()
    {
        await using var process = Shell("echo one; echo two >&2");
        process.Start();

        await Eventually.BecomesTrueAsync(
            () => process.Log.Tail.Contains("probe | one", StringComparison.Ordinal) && process.Log.Tail.Contains("probe | two", StringComparison.Ordinal),
            Deadline);
    }

    [Test]
    public async Task The_administrators_addresses_of_the_servers_are_kept_from_the_processes()
    {
        await Testing.Servers.PostgresAsync();
        await using var process = Shell("echo \"url=${POSTGRES_URL}.\"");
        process.Start();

        await Eventually.BecomesTrueAsync(() => process.Log.Tail.Contains("url=.", StringComparison.Ordinal), Deadline);
    }

    private ManagedProcess Sleeper(bool supervised)
    {
        var process = Shell("exec sleep 600");
        process.Supervised = supervised;
        return process;
    }

    private ManagedProcess Shell(string script) =>
        new(new ProcessSpec("probe", "/bin/sh", ["-c", script]), new LogFile(_folder, "probe", TimeProvider.System), TimeProvider.System);
}
