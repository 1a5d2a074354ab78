using System.Globalization;
using System.Net.Sockets;

namespace ContentMultiplier.Local.Servers;

/// <summary>The RabbitMQ broker in use, wherever it came from; its management API is always on.</summary>
public sealed class RabbitServer : IAsyncDisposable
{
    internal const string Administrator = "admin";
    internal const string MemoryLimit = "2GB";
    private const string Variable = "RABBITMQ_URL";
    private const string ManagementVariable = "RABBITMQ_MANAGEMENT_URL";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);

    private readonly IServerHost _host;
    private readonly Uri _amqp;
    private readonly TimeProvider _clock;

    private RabbitServer(IServerHost host, Uri amqp, Uri management, TimeProvider clock)
    {
        _host = host;
        _amqp = amqp;
        _clock = clock;
        var user = amqp.UserInfo.Split(':', 2);
        User = Uri.UnescapeDataString(user[0]);
        Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : string.Empty;
        Management = new RabbitManagement(management, User, Password);
    }

    public string Description => $"RabbitMQ on {_amqp.Host}:{Text(_amqp.Port)} ({_host.Description})";

    public RabbitManagement Management { get; }

    public string User { get; }

    public string Password { get; }

    /// <summary>The administrator's address, with the password.</summary>
    public string Url => UrlOf("/", User, Password);

    internal IReadOnlyDictionary<string, int> Pids => _host.Pids;

    public static async Task<RabbitServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var server = await FindAsync(options, cancellationToken);
        await server.StartAsync(cancellationToken);
        options.Progress(server.Description);
        return server;
    }

    /// <summary>As `host:port`.</summary>
    public string Node => $"{_amqp.Host}:{Text(_amqp.Port)}";

    public string UrlOf(string virtualHost, string user, string password) =>
        $"amqp://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@{_amqp.Host}:{Text(_amqp.Port)}/{Uri.EscapeDataString(virtualHost)}";

    /// <summary>Starts another node, which forms a cluster with this one. Only a broker that is a process of ours can be joined.</summary>
    /// <param name="options">With a folder of the node's own.</param>
    /// <param name="record">Is told where to find the node's pids, before it starts.</param>
    public async Task<RabbitServer> AddNodeAsync(
        ServerOptions options, Func<Func<IEnumerable<KeyValuePair<string, int>>>, Task> record, CancellationToken cancellationToken)
    {
        var first = _host as NativeRabbit ?? throw new NotSupportedException($"{Description} cannot be joined.");
        var ports = RabbitPorts.Choose(options.Throwaway) with { Names = first.Ports.Names };
        var host = new NativeRabbit(options, ports, first);
        var node = new RabbitServer(host, AmqpOf(options, ports), ManagementOf(ports), options.Clock);
        await record(() => node.Pids);
        try
        {
            await node.StartAsync(cancellationToken);
            await host.JoinAsync(cancellationToken);
            await node.WaitAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        await WaitAsync(cancellationToken);
    }

    public Task StopAsync() => _host.StopAsync();

    public Task KillAsync() => _host.KillAsync();

    /// <summary>A crash and a start on the same ports and data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>As if its memory were full: whoever publishes is stopped, without a word.</summary>
    public Task StarveAsync(CancellationToken cancellationToken) =>
        _host.RunToolAsync("rabbitmqctl", ["set_vm_memory_high_watermark", "0"], cancellationToken);

    public Task FeedAsync(CancellationToken cancellationToken) =>
        _host.RunToolAsync("rabbitmqctl", ["set_vm_memory_high_watermark", "absolute", MemoryLimit], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Management.Dispose();
        await _host.DisposeAsync();
    }

    internal static async Task<RabbitServer> FindAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.UseEnvironment && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var given) || given.Scheme is not ("amqp" or "amqps") || given.UserInfo.Length == 0)
            {
                throw new LocalException($"{Variable} must look like amqp://user:password@host:port/, with a user that may administer the broker.");
            }

            var port = given.Port > 0 ? given.Port : 5672;
            var address = new UriBuilder(given) { Port = port }.Uri;
            var management = Environment.GetEnvironmentVariable(ManagementVariable) is { Length: > 0 } named ? named : $"http://{given.Host}:15672";
            return new(new ExternalHost(Variable), address, new Uri(management), options.Clock);
        }

        var ports = RabbitPorts.Choose(options.Throwaway);
        var amqp = AmqpOf(options, ports);
        var page = ManagementOf(ports);

        if (NativeRabbit.FindBinaries() is null && DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync(MissingServers.Packages(), options.Progress, cancellationToken);
        }

        if (NativeRabbit.FindBinaries() is not null)
        {
            return new(new NativeRabbit(options, ports), amqp, page, options.Clock);
        }

        if (await DockerHost.AnswersAsync(cancellationToken))
        {
            var name = MissingServers.ContainerName(options.DataFolder, "rabbitmq");
            string[] run = ["--hostname", "rabbitmq", "--publish", $"127.0.0.1:{Text(ports.Amqp)}:5672", "--publish", $"127.0.0.1:{Text(ports.Management)}:15672", "--volume", $"{name}:/var/lib/rabbitmq"];
            var environment = new Dictionary<string, string> { ["RABBITMQ_DEFAULT_USER"] = Administrator, ["RABBITMQ_DEFAULT_PASS"] = options.RabbitPassword };
            return new(new DockerHost(name, "rabbitmq:4-management", run, environment), amqp, page, options.Clock);
        }

        throw new LocalException($"RabbitMQ is missing: install it (on Debian and Ubuntu `apt-get install rabbitmq-server`), or start a container engine, or set {Variable}=amqp://user:password@host:port/ and {ManagementVariable}.");
    }

    private static Uri AmqpOf(ServerOptions options, RabbitPorts ports) =>
        new($"amqp://{Administrator}:{Uri.EscapeDataString(options.RabbitPassword)}@127.0.0.1:{Text(ports.Amqp)}/");

    private static Uri ManagementOf(RabbitPorts ports) => new($"http://127.0.0.1:{Text(ports.Management)}");

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (_clock.GetElapsedTime(started) > StartDeadline)
            {
                throw new LocalException($"{Description} does not answer; its management API is expected at {Management.Address}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), _clock, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        await SpeaksAmqpAsync(cancellationToken) && await Management.AnswersAsync(cancellationToken);

    private async Task<bool> SpeaksAmqpAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_amqp.Host, _amqp.Port, deadline.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), deadline.Token);

            // A broker that takes connections opens with a method frame.
            var answer = new byte[1];
            return await stream.ReadAsync(answer, deadline.Token) == 1 && answer[0] == 1;
        }
        catch (Exception silent) when (silent is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
