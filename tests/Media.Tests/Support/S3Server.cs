using System.Diagnostics;
using ContentMultiplier.Local;

namespace ContentMultiplier.Media.Tests.Support;

/// <summary>
/// A server that speaks as S3 does and checks every signature: <c>s3rver</c> of npm, in the one version named here. It keeps
/// each object as a file, and ends with the tests, whose end closes what it reads.
/// </summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "media";

    /// <summary>Those that the server knows by itself.</summary>
    public const string Key = "S3RVER";

    private const string Package = "s3rver@3.7.1";

    private const string Script =
        """
        const S3rver = require('s3rver');
        process.stdin.resume().on('end', () => process.exit());
        new S3rver({ address: '127.0.0.1', port: 0, directory: process.argv[1], silent: true, configureBuckets: [{ name: 'media' }] })
          .run().then(address => console.log(address.port));
        """;

    private readonly Process _process;

    private S3Server(Process process, string folder, string port)
    {
        _process = process;
        Folder = folder;
        Url = $"http://127.0.0.1:{port}";
    }

    public string Url { get; }

    public string Folder { get; }

    /// <returns>Null where there is no Node.js, or the package cannot be had.</returns>
    public static async Task<S3Server?> StartAsync()
    {
        var tools = Path.Combine(Repository.DataFolder, "tools", Package);
        if (!Directory.Exists(Path.Combine(tools, "node_modules")) && !await InstallAsync(tools))
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("media-bucket-").FullName;
        var process = Process.Start(new ProcessStartInfo("node", ["-e", Script, folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = tools,
        })!;
        return await process.StandardOutput.ReadLineAsync() is { } port
            ? new S3Server(process, folder, port)
            : throw new InvalidOperationException("The S3 server did not start.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Beside its place first, so that one that was broken off is not taken for whole.</summary>
    private static async Task<bool> InstallAsync(string tools)
    {
        var unfinished = $"{tools}-{Guid.NewGuid():n}";
        Directory.CreateDirectory(unfinished);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", unfinished, "--no-audit", "--no-fund", "--loglevel=error", Package])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = npm.StandardError.ReadToEndAsync();
            var said = await npm.StandardOutput.ReadToEndAsync() + await error;
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                await TestContext.Progress.WriteLineAsync(said);
                return false;
            }

            if (!Directory.Exists(tools))
            {
                Directory.Move(unfinished, tools);
            }

            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }
}
