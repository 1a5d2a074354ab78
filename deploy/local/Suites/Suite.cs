using System.Collections.Concurrent;
using ContentMultiplier.Local.Databases;
using ContentMultiplier.Local.Processes;

namespace ContentMultiplier.Local.Suites;

/// <summary>Every service, worker and the sandbox as processes of their own, which can be killed, frozen and started again by name.</summary>
public sealed class Suite : IAsyncDisposable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(120);

    private readonly SuiteOptions _options;
    private readonly ServiceDatabases _databases;
    private readonly BrokerUsers _users;
    private readonly SuiteEnvironment _environment;
    private readonly ConcurrentDictionary<string, ManagedProcess> _processes = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private Suite(SuiteOptions options, string vaultKeySet)
    {
        var roles = new DatabaseRoles(options.Postgres, options.Secrets.DatabasePasswordOf);
        _options = options;
        _users = new BrokerUsers(options.Rabbit, options.VirtualHost, options.Secrets);
        _databases = new ServiceDatabases(options.Postgres, roles, options.DatabaseSuffix);
        Members = Choose(options);
        _environment = new SuiteEnvironment(options, _databases, Members, vaultKeySet, _users);
    }

    public IReadOnlyList<SuiteMember> Members { get; }

    public Uri Gateway => Member("gateway").Url;

    public Uri? Sandbox => Members.FirstOrDefault(member => member.Role == SuiteRole.Sandbox)?.Url;

    /// <summary>Called when a process has started or ended.</summary>
    public Action? Changed { get; set; }

    private IEnumerable<string> ProcessesAtTheBroker => Members
        .Where(member => member.Role is SuiteRole.Service or SuiteRole.Worker)
        .Select(member => member.Identity);

    public static async Task<Suite> CreateAsync(SuiteOptions options, CancellationToken cancellationToken) =>
        new(options, await Secrets.EnsureVaultKeySetAsync(options.DataFolder, cancellationToken));

    /// <summary>Databases, virtual host and migrations: what has to be there before the first process.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _databases.EnsureAsync(cancellationToken);
        await _users.EnsureAsync(ProcessesAtTheBroker, cancellationToken);

        var services = Members.Where(member => member.Role == SuiteRole.Service);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(services, limit, async (service, ct) => await MigrateAsync(service, ct));
    }

    /// <summary>Any order works; this one leaves no complaints about absent peers in the logs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartAsync(member => member.Role is SuiteRole.Service or SuiteRole.Sandbox, cancellationToken);
        await StartAsync(member => member.Role is SuiteRole.Worker or SuiteRole.Gateway, cancellationToken);
    }

    public SuiteMember Member(string name) =>
        Members.FirstOrDefault(member => member.Name == name)
        ?? throw new ArgumentException($"There is no {name}; there are {string.Join(", ", Members.Select(member => member.Name))}.", nameof(name));

    /// <summary>0 while it is down.</summary>
    public int Pid(string name) => _processes.TryGetValue(name, out var process) ? process.Pid : 0;

    public string LogOf(string name) => Process(name).Log.Path;

    /// <param name="once">Settings added for this one start.</param>
    public void Start(string name, IReadOnlyDictionary<string, string>? once = null) => Process(name).Start(once);

    /// <summary>SIGKILL; it stays down until it is started by name.</summary>
    public Task KillAsync(string name) => Process(name).KillAsync();

    /// <summary>SIGKILL as of a crash; supervision starts it again.</summary>
    public Task CrashAsync(string name) => Process(name).CrashAsync();

    /// <summary>SIGTERM, waiting for its end; it stays down until it is started by name.</summary>
    public Task TerminateAsync(string name) => Process(name).StopAsync(TimeSpan.FromSeconds(15));

    /// <summary>SIGSTOP: it is there and does not move.</summary>
    public void Stop(string name) => Process(name).Signal(Signals.Stop);

    public void Resume(string name) => Process(name).Signal(Signals.Continue);

    /// <summary>Runs a command of a service, with the service's environment, to its end.</summary>
    public async Task RunAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var service = Member(name);
        var log = new LogFile(Path.Combine(_options.DataFolder, "logs"), $"{name}-{arguments[0]}", _options.Clock);
        await using var process = new ManagedProcess(service.Command(_environment.Of(service), arguments), log, _options.Clock);
        process.Start();
        var code = await process.Exit.WaitAsync(TimeSpan.FromMinutes(5), _options.Clock, cancellationToken);
        if (code != 0)
        {
            throw new LocalException($"`{name} {string.Join(' ', arguments)}` ended with code {code}:\n{log.Tail}");
        }
    }

    public async Task WaitReadyAsync(string name, CancellationToken cancellationToken)
    {
        var url = new Uri(Member(name).Url, "/health/ready");
        var process = Process(name);
        var started = _options.Clock.GetTimestamp();
        while (!await IsReadyAsync(url, cancellationToken))
        {
            if (!process.Supervised && !process.IsRunning)
            {
                throw new LocalException($"{name} ended while starting:\n{process.Log.Tail}");
            }

            if (_options.Clock.GetElapsedTime(started) > ReadyDeadline)
            {
                throw new LocalException($"{name} is not ready after {ReadyDeadline.TotalSeconds:0} s:\n{process.Log.Tail}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), _options.Clock, cancellationToken);
        }
    }

    /// <summary>In order: nothing new comes in, work under way is finished and written down, then the rest goes.</summary>
    public async Task StopAsync()
    {
        await StopAsync(SuiteRole.Gateway, TimeSpan.FromSeconds(4));
        await StopAsync(SuiteRole.Worker, TimeSpan.FromSeconds(8));
        await StopAsync(SuiteRole.Service, TimeSpan.FromSeconds(8));
        await StopAsync(SuiteRole.Sandbox, TimeSpan.FromSeconds(2));
    }

    /// <summary>Removes the databases and the virtual host.</summary>
    public async Task RemoveDataAsync(CancellationToken cancellationToken)
    {
        await _options.Rabbit.Management.DeleteVirtualHostAsync(_options.VirtualHost, cancellationToken);
        await _users.RemoveAsync(ProcessesAtTheBroker, cancellationToken);
        await _databases.DropAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(_processes.Values.Select(process => process.DisposeAsync().AsTask()));
    }

    private static List<SuiteMember> Choose(SuiteOptions options)
    {
        var members = DatabaseRoles.Services
            .Select(service => new SuiteMember(service, SuiteRole.Service, $"services/{service}", Ports.Free()))
            .ToList();
        members.Add(new("gateway", SuiteRole.Gateway, "gateway", options.GatewayPort ?? Ports.Free()));
        members.AddRange(Repository.Publishers()
            .Select(slug => KeyValuePair.Create(slug, $"services/publishers/{slug}"))
            .Concat(options.AddedWorkers)
            .Select(worker => new SuiteMember($"publisher-{worker.Key}", SuiteRole.Worker, worker.Value, Ports.Free())));
        if (options.Sandbox)
        {
            members.Add(new("sandbox", SuiteRole.Sandbox, "services/sandbox", options.SandboxPort ?? Ports.Free()));
        }

        return members;
    }

    private ManagedProcess Process(string name) => _processes.GetOrAdd(name, _ =>
    {
        var member = Member(name);
        var log = new LogFile(Path.Combine(_options.DataFolder, "logs"), name, _options.Clock);
        return new ManagedProcess(member.Command(_environment.Of(member)), log, _options.Clock)
        {
            Supervised = _options.Supervised,
            Changed = () => Changed?.Invoke(),
        };
    });

    private async Task StartAsync(Func<SuiteMember, bool> chosen, CancellationToken cancellationToken)
    {
        var members = Members.Where(chosen).ToArray();
        foreach (var member in members)
        {
            Start(member.Name);
        }

        await Task.WhenAll(members.Select(async member =>
        {
            await WaitReadyAsync(member.Name, cancellationToken);
            _options.Progress($"{member.Name} is ready on {member.Url.OriginalString}");
        }));
    }

    private Task StopAsync(SuiteRole role, TimeSpan grace) =>
        Task.WhenAll(Members
            .Where(member => member.Role == role && _processes.ContainsKey(member.Name))
            .Select(member => _processes[member.Name].StopAsync(grace)));

    private Task MigrateAsync(SuiteMember service, CancellationToken cancellationToken)
    {
        _options.Progress($"Migrating the database of {service.Name} …");
        return RunAsync(service.Name, ["migrate"], cancellationToken);
    }

    private async Task<bool> IsReadyAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
