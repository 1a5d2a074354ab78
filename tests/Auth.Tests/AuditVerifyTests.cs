using System.Diagnostics;
using System.Security.Cryptography;
using ContentMultiplier.Auth.Audit;
using ContentMultiplier.Auth.Data;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.ServiceDefaults.Persistence;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContentMultiplier.Auth.Tests;

/// <summary>What an administrator of the database may do to the log, and what `audit verify` says to it.</summary>
public sealed class AuditVerifyTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly Guid _workspace = Guid.CreateVersion7();
    private TestDatabase _database = null!;
    private string _file = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync("auth");
        _file = Path.GetTempFileName();
        await using var context = AuthApp.Context(_database.MigrationsConnectionString);
        await context.Database.MigrateAsync();
        await using var db = AuthApp.Context(_database.ConnectionString);
        var log = new AuditLog(new HttpContextAccessor());
        foreach (var workspace in new[] { _workspace, Guid.CreateVersion7() })
        {
            for (var i = 1; i <= 5; i++)
            {
                await using var transaction = await db.BeginAsync(Tenant.Workspace(workspace), CancellationToken.None);
                var entry = new AuditEntry("api_key.create", AuditSubjects.ApiKey, $"key-{i}")
                {
                    WorkspaceId = workspace,
                    Detail = new Dictionary<string, string> { ["name"] = "a\0b\u001b[31m", ["scopes"] = "read" },
                };
                await log.RecordAsync(db, entry, CancellationToken.None);
                await transaction.CommitAsync();
            }
        }
    }

    [TearDown]
    public async Task StopAsync()
    {
        File.Delete(_file);
        await _database.DisposeAsync();
    }

    [Test]
    public async Task A_log_that_nobody_touched_is_whole()
    {
        var (code, output) = await RunAsync();

        Assert.That((code, output), Is.EqualTo((0, "10 rows in 2 chains, 0 findings; not anchored outside the database, so rows cut off the end would not show.")));
    }

    [TestCase("update audit_events set action = 'nothing' where workspace_id = '{0}' and seq = 3", "row 3: was altered")]
    [TestCase("update audit_events set detail = '{{}}' where workspace_id = '{0}' and seq = 1", "row 1: was altered")]
    [TestCase("update audit_events set network = '' where workspace_id = '{0}' and seq = 5", "row 5: was altered")]
    [TestCase("update audit_events set at = at - interval '1 hour' where workspace_id = '{0}' and seq = 2", "row 2: was altered")]
    [TestCase("delete from audit_events where workspace_id = '{0}' and seq = 1", "rows 1 to 1 are missing")]
    [TestCase("delete from audit_events where workspace_id = '{0}' and seq in (2, 3)", "rows 2 to 3 are missing")]
    [TestCase("delete from audit_events where workspace_id = '{0}' and seq = 5", "row 4: is the last row, but the chain went on to 5")]
    [TestCase("delete from audit_events where workspace_id = '{0}'", "all 5 rows are missing")]
    [TestCase("delete from audit_heads where workspace_id = '{0}'", "the head of the chain is missing")]
    [TestCase("update audit_events set seq = 6 - seq + 100 where workspace_id = '{0}'", "was altered")]
    [TestCase("insert into audit_events select workspace_id, 6, at, actor, actor_kind, via_key_id, network, request_id, action, subject_type, subject_id, outcome, detail, hash, hash from audit_events where workspace_id = '{0}' and seq = 5", "row 6: was altered")]
    public async Task Row_93_whatever_is_done_to_it_is_found(string statement, string finding)
    {
        await TamperAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, _workspace));

        var (code, output) = await RunAsync();

        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(finding));
        Assert.That(output, Does.Contain(_workspace.ToString()));
    }

    [Test]
    public async Task Row_93_rows_cut_off_the_end_together_with_the_head_are_found_by_the_anchor()
    {
        await AnchorAsync();
        await TamperAsync($"""
            delete from audit_events where workspace_id = '{_workspace}' and seq > 3;
            update audit_heads set seq = 3, hash = (select hash from audit_events where workspace_id = '{_workspace}' and seq = 3) where workspace_id = '{_workspace}'
            """);

        var (code, output) = await RunAsync(anchored: true);

        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("row 5: was anchored and is missing"));
    }

    [Test]
    public async Task Row_93_a_chain_that_was_written_anew_is_found_by_the_anchor()
    {
        await AnchorAsync();
        await TamperAsync($"delete from audit_events where workspace_id = '{_workspace}'; delete from audit_heads where workspace_id = '{_workspace}'");
        await using (var db = AuthApp.Context(_database.ConnectionString))
        {
            await using var transaction = await db.BeginAsync(Tenant.Workspace(_workspace), CancellationToken.None);
            var forged = Enumerable.Range(1, 5)
                .Select(i => new AuditEntry("api_key.create", AuditSubjects.ApiKey, $"other-{i}") { WorkspaceId = _workspace }).ToList();
            await new AuditLog(new HttpContextAccessor()).RecordAsync(db, forged, CancellationToken.None);
            await transaction.CommitAsync();
        }

        var (plain, _) = await RunAsync();
        var (code, output) = await RunAsync(anchored: true);

        Assert.That((plain, code), Is.EqualTo((0, 1)), output);
        Assert.That(output, Does.Contain("row 5: is not the row that was anchored"));
    }

    [Test]
    public async Task Row_93_anchors_that_were_altered_or_removed_are_found()
    {
        await AnchorAsync();
        var line = (await File.ReadAllLinesAsync(_file)).Single();
        await File.WriteAllTextAsync(_file, line.Replace("\"seq\":5", "\"seq\":4", StringComparison.Ordinal) + "\n");
        var (altered, said) = await RunAsync(anchored: true);
        File.Delete(_file);
        var (removed, _) = await RunAsync(anchored: true);

        Assert.That((altered, removed), Is.EqualTo((1, 2)), said);
        Assert.That(said, Does.Contain("anchor file, line 1: was altered"));
    }

    [Test]
    public void The_root_of_a_tree_tells_every_head_apart()
    {
        var heads = Enumerable.Range(1, 7)
            .Select(i => new AnchoredHead(Guid.CreateVersion7(), i, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)))).ToList();

        var roots = Enumerable.Range(0, 7)
            .Select(i => Convert.ToHexString(Anchor.RootOf(heads.Select((head, at) => at == i ? head with { Seq = head.Seq + 1 } : head))))
            .Append(Convert.ToHexString(Anchor.RootOf(heads)))
            .Append(Convert.ToHexString(Anchor.RootOf(heads.Take(6))));

        Assert.That(roots, Is.Unique);
        Assert.That(Anchor.RootOf(heads.AsEnumerable().Reverse()), Is.EqualTo(Anchor.RootOf(heads)));
    }

    /// <summary>As the service does it once a minute.</summary>
    private async Task AnchorAsync()
    {
        var settings = new AuditOptions { AnchorFile = _file, AnchorKey = Convert.ToBase64String(Key) };
        await using var database = NpgsqlDataSource.Create(_database.ConnectionString);
        using var anchoring = new Anchoring(database, Options.Create(settings), TimeProvider.System, NullLogger<Anchoring>.Instance);
        await anchoring.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(() => new FileInfo(_file).Length > 0, TimeSpan.FromSeconds(60));
        await anchoring.StopAsync(CancellationToken.None);
    }

    /// <summary>As the administrator of the server, who switches off what keeps others from it.</summary>
    private Task TamperAsync(string statement) => _database.ExecuteAsync(
        $"alter table audit_events disable trigger audit_events_stay; {statement}; alter table audit_events enable trigger audit_events_stay");

    private async Task<(int Code, string Output)> RunAsync(bool anchored = false)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AuthDbContext).Assembly.Location, "audit", "verify"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(typeof(AuthDbContext).Assembly.Location),
        };
        start.Environment["ConnectionStrings__Postgres"] = _database.ConnectionString;
        start.Environment["RabbitMq__Url"] = "amqp://none:none@127.0.0.1:1/none";
        if (anchored)
        {
            start.Environment["Audit__AnchorFile"] = _file;
            start.Environment["Audit__AnchorKey"] = Convert.ToBase64String(Key);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }
}
