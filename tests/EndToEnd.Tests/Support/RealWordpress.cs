using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ContentMultiplier.Local;
using ContentMultiplier.Local.Processes;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Testing;

namespace ContentMultiplier.EndToEnd.Tests.Support;

/// <summary>A WordPress as Debian packages it, fresh, at a loopback port, on a MariaDB of its own.</summary>
internal sealed class RealWordpress : IAsyncDisposable
{
    public const string User = "editor";

    private const string Program = "/usr/share/wordpress";
    private static readonly string[] Packages = ["wordpress", "mariadb-server", "php-cli", "php-mysql"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(Repository.DataFolder, "test", "wordpress-" + Guid.NewGuid().ToString("N")[..12]);

    // A path of a socket has room for about a hundred characters.
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"wp-{Guid.NewGuid().ToString("N")[..12]}.sock");
    private readonly int _port = Ports.Free();
    private readonly ProcessRecorder _recorder;
    private readonly List<ManagedProcess> _processes = [];

    private RealWordpress()
    {
        Directory.CreateDirectory(_folder);
        _recorder = new ProcessRecorder(_folder);
    }

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public string ApplicationPassword { get; private set; } = "";

    /// <returns>Null where it is missing and no package brings it.</returns>
    public static async Task<RealWordpress?> StartAsync()
    {
        if (!Directory.Exists(Program) || Find("mariadbd") is null || Find("php") is null)
        {
            if (!DebianPackages.CanInstall)
            {
                return null;
            }

            await DebianPackages.InstallAsync(Packages, TestContext.Progress.WriteLine, CancellationToken.None);
        }

        var site = new RealWordpress();
        try
        {
            await site._recorder.SaveAsync();
            Reaper.Start(site._folder);
            await site.StartDatabaseAsync();
            await site.InstallAsync();
            await site.ServeAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the site itself says, to somebody who may edit.</summary>
    public async Task<JsonElement> ReadAsync(string route)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{ApplicationPassword}")));
        return JsonDocument.Parse(await http.GetStringAsync(new Uri(Address, "?rest_route=/wp/v2/" + route))).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _recorder.FinishAsync();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_socket);
    }

    private async Task StartDatabaseAsync()
    {
        var data = Path.Combine(_folder, "database");
        Directory.CreateDirectory(data);
        await RunAsync("mariadb-install-db", "--no-defaults", "--user=root", $"--datadir={data}", "--auth-root-authentication-method=normal");
        await StartAsync(
            "mariadb", Find("mariadbd")!, "--no-defaults", "--user=root", $"--datadir={data}", $"--socket={_socket}", "--skip-networking", "--innodb-buffer-pool-size=32M");
        await Eventually.BecomesTrueAsync(() => File.Exists(_socket), Patience);
        await RunAsync("mariadb", "--no-defaults", "--user=root", $"--socket={_socket}", "--execute=create database wordpress");
    }

    /// <summary>As a person would in the browser: the first page of the installer, and an application password in the profile.</summary>
    private async Task InstallAsync()
    {
        var site = Path.Combine(_folder, "site");
        await RunAsync("cp", "-rL", Program, site);
        Directory.CreateDirectory(Path.Combine(site, "wp-content", "uploads"));
        await File.WriteAllTextAsync(Path.Combine(site, "wp-config.php"), $"""
            <?php
            define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{_socket}');
            define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
            define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
            $table_prefix = 'wp_';
            if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
            require_once ABSPATH . 'wp-settings.php';
            """);
        var installer = Path.Combine(_folder, "install.php");
        await File.WriteAllTextAsync(installer, $$"""
            <?php
            $_SERVER['HTTP_HOST'] = '127.0.0.1:{{_port}}'; $_SERVER['REQUEST_URI'] = '/';
            define('WP_INSTALLING', true); define('WP_SITEURL', '{{Address.GetLeftPart(UriPartial.Authority)}}');
            function wp_mail() { return true; }
            require '{{site}}/wp-config.php';
            require_once ABSPATH . 'wp-admin/includes/upgrade.php';
            $made = wp_install('A blog', '{{User}}', 'editor@blog.example', true, '', wp_generate_password());
            [$password] = WP_Application_Passwords::create_new_application_password($made['user_id'], ['name' => 'publishing']);
            echo $password;
            """);
        ApplicationPassword = (await RunAsync("php", "-d", "display_errors=0", installer)).Trim();
        Assert.That(ApplicationPassword, Does.Match("^[A-Za-z0-9]{24}$"), "the installer gives an application password");
    }

    private async Task ServeAsync()
    {
        await StartAsync("php", "php", "-S", Address.Authority, "-t", Path.Combine(_folder, "site"));
        using var http = new HttpClient();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(Address, "?rest_route=/"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            Patience, "WordPress answers");
    }

    private async Task StartAsync(string name, string file, params string[] arguments)
    {
        var process = new ManagedProcess(new ProcessSpec(name, file, arguments), new LogFile(_folder, name, TimeProvider.System), TimeProvider.System);
        _processes.Insert(0, process);
        process.Start();
        await _recorder.AddAsync(() => [KeyValuePair.Create(name, process.Pid)]);
    }

    private static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {await error}{await output}");
    }

    private static string? Find(string program) =>
        new[] { "/usr/bin", "/usr/sbin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
