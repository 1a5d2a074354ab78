using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ContentMultiplier.Auth.Tests.Support;
using ContentMultiplier.Contracts.Api.Auth;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Testing;

namespace ContentMultiplier.Auth.Tests;

/// <summary>Follows the runbook, command by command, on a service of two processes that goes on working meanwhile.</summary>
public sealed class KeyRotationTests
{
    private AuthApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await AuthApp.StartAsync();
        _app.AddReplica();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [Test]
    public async Task The_runbook_puts_every_secret_under_a_new_key_while_workers_go_on_leasing()
    {
        var user = await _app.NewUserAsync();
        var byConsent = await user.ConnectByOAuthAsync();
        var byFields = await user.ConnectByFieldsAsync();
        var commands = Commands().ToList();
        Assert.That(commands, Has.Count.GreaterThanOrEqualTo(6));
        using var stop = new CancellationTokenSource();
        var working = LeaseUntilAsync(user, byConsent, stop.Token);

        var output = await FollowAsync(commands);

        await stop.CancelAsync();
        Assert.That(await working, Is.GreaterThan(10), "leases went on");
        var report = JsonDocument.Parse(await ReportAsync()).RootElement;
        var keys = report.GetProperty("keys").EnumerateArray().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(report.GetProperty("primary").GetString(), Is.EqualTo("k2"), output);
            Assert.That(keys.Select(key => key.GetProperty("id").GetString()), Is.EqualTo(new[] { "k2" }));
            Assert.That(keys[0].GetProperty("secrets").GetInt64(), Is.GreaterThanOrEqualTo(3));
            Assert.That(report.GetProperty("instances").GetArrayLength(), Is.EqualTo(2));
            Assert.That(File.ReadAllText(_app.Settings["Vault:KeySetFile"]), Does.Not.Contain("k1"));
        });
        var stillThere = await LeaseAsync(user, byFields, "keyed");
        Assert.That(stillThere.Fields["api_key"], Is.EqualTo("key-secret-12345678"));
    }

    [TestCase("primary missing", "There is no key 'missing'")]
    [TestCase("disable {0}", "is the primary one")]
    [TestCase("remove {0}", "still seals")]
    [TestCase("add {0}", "is there already")]
    public async Task A_step_out_of_turn_is_refused_and_changes_nothing(string arguments, string reason)
    {
        var user = await _app.NewUserAsync();
        await user.ConnectByFieldsAsync();
        var before = await File.ReadAllTextAsync(_app.Settings["Vault:KeySetFile"]);
        var primary = JsonDocument.Parse(before).RootElement.GetProperty("primary").GetString()!;

        var (exitCode, output) = await RunAsync($"auth keys {string.Format(System.Globalization.CultureInfo.InvariantCulture, arguments, primary)}");

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(reason).Or.Contain("still seals"));
        Assert.That(await File.ReadAllTextAsync(_app.Settings["Vault:KeySetFile"]), Is.EqualTo(before));
    }

    [Test]
    public async Task The_report_is_for_services_alone_and_holds_no_key()
    {
        using var nobody = _app.Anonymous();
        using var refused = await nobody.GetAsync("/internal/keys");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));

        var keys = JsonDocument.Parse(await File.ReadAllTextAsync(_app.Settings["Vault:KeySetFile"])).RootElement.GetProperty("keys");
        var report = await ReportAsync();

        foreach (var key in keys.EnumerateObject())
        {
            Assert.That(report, Does.Not.Contain(key.Value.GetProperty("b64").GetString()));
        }
    }

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "ContentMultiplier.sln")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }

    private static IEnumerable<string> Commands()
    {
        var isCommand = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository, "deploy", "runbooks", "rotate-keys.md")))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCommand = line.Trim() == "```sh";
            }
            else if (isCommand && !string.IsNullOrWhiteSpace(line))
            {
                yield return line.Trim();
            }
        }
    }

    private async Task<string> FollowAsync(List<string> commands)
    {
        var all = "";
        foreach (var command in commands)
        {
            var (exitCode, output) = await RunAsync(command);
            all += $"$ {command}\n{output}\n";
            Assert.That(exitCode, Is.Zero, all);
        }

        return all;
    }

    /// <summary>What the runbook calls <c>auth</c> is the service's program with the service's settings.</summary>
    private async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        var program = Path.Combine(TestContext.CurrentContext.TestDirectory, "auth.dll");
        var start = new ProcessStartInfo("bash", ["-c", $"auth() {{ dotnet '{program}' \"$@\"; }}\n{command}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository,
        };
        foreach (var (name, value) in _app.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private async Task<string> ReportAsync()
    {
        using var gateway = _app.Gateway();
        return await gateway.GetStringAsync("/internal/keys");
    }

    private async Task<int> LeaseUntilAsync(TestUser user, AccountResponse account, CancellationToken stop)
    {
        var leases = 0;
        while (!stop.IsCancellationRequested)
        {
            await LeaseAsync(user, account, "testy", leases++ % 2);
            await Task.Delay(50, CancellationToken.None);
        }

        return leases;
    }

    private async Task<CredentialLeaseResponse> LeaseAsync(TestUser user, AccountResponse account, string platform, int replica = 0)
    {
        using var worker = _app.WorkerClient("publisher." + platform, replica);
        return await worker.PostAsync<CredentialLeaseResponse>(
            $"/internal/credentials/{account.AccountId}/lease", new LeaseCredentialRequest(platform, user.WorkspaceId));
    }
}
