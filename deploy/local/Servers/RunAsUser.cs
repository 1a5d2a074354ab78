using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Servers;

/// <summary>PostgreSQL refuses to run as root; root runs it as another user then.</summary>
internal sealed class RunAsUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private readonly string[] _prefix;
    private readonly string? _user;

    private RunAsUser(string? user, string[] prefix)
    {
        _user = user;
        _prefix = prefix;
    }

    /// <summary>A user that can own and reach <paramref name="folder"/>.</summary>
    public static async Task<RunAsUser> ForAsync(string folder, CancellationToken cancellationToken)
    {
        if (!ShellCommand.IsRoot)
        {
            return new(null, []);
        }

        var user = Candidates.FirstOrDefault(Exists)
            ?? throw new LocalException("PostgreSQL must not run as root and there is no user `postgres` to run it as: create one, or set POSTGRES_URL.");
        var group = (await ShellCommand.RequireAsync("id", ["-gn", user], cancellationToken)).Trim();
        string[] plain = ["setpriv", $"--reuid={user}", $"--regid={group}", "--init-groups", "--"];

        // A working copy below /root is closed to other users; the right to pass through folders stands in for moving the data elsewhere.
        string[] passing = [.. plain[..^1], "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"];

        // Looked at, not asked about with `test -x`: the kernel leaves such rights out of that answer.
        foreach (var prefix in new[] { plain, passing })
        {
            if ((await ShellCommand.RunAsync(prefix[0], [.. prefix[1..], "ls", "-d", Path.Combine(folder, ".")], cancellationToken)).Succeeded)
            {
                return new(user, prefix);
            }
        }

        throw new LocalException($"The user {user}, as which PostgreSQL runs, cannot reach {folder}: choose another folder with --data.");
    }

    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (_user is not null)
        {
            await ShellCommand.RequireAsync("chown", ["-R", _user, path], cancellationToken);
        }
    }

    public (string File, string[] Arguments) Wrap(string file, params string[] arguments) =>
        _prefix.Length == 0 ? (file, arguments) : (_prefix[0], [.. _prefix[1..], file, .. arguments]);

    private static bool Exists(string user) =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith(user + ":", StringComparison.Ordinal));
}
