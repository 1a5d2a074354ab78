namespace ContentMultiplier.Local.Servers;

/// <summary>Both servers, started side by side: the broker takes its time.</summary>
public sealed class ServerPair : IAsyncDisposable
{
    private ServerPair(PostgresServer postgres, RabbitServer rabbit)
    {
        Postgres = postgres;
        Rabbit = rabbit;
    }

    public PostgresServer Postgres { get; }

    public RabbitServer Rabbit { get; }

    /// <summary>Processes of ours that run for them.</summary>
    public IEnumerable<KeyValuePair<string, int>> Pids => Postgres.Pids.Concat(Rabbit.Pids);

    /// <param name="record">Is told where to find the pids of each server, as soon as it is there.</param>
    public static async Task<ServerPair> StartAsync(
        ServerOptions options,
        Func<Func<IEnumerable<KeyValuePair<string, int>>>, Task> record,
        CancellationToken cancellationToken)
    {
        // Looked for one after the other: a missing one may be installed, and both at once would fight over the package manager.
        var postgres = await PostgresServer.FindAsync(options, cancellationToken);
        var rabbit = await RabbitServer.FindAsync(options, cancellationToken);
        await MediaTools.EnsureAsync(options.Progress, cancellationToken);
        await record(() => postgres.Pids.Concat(rabbit.Pids));

        var servers = new ServerPair(postgres, rabbit);
        try
        {
            await Task.WhenAll(
                ShowAsync(postgres.StartAsync(cancellationToken), postgres.Description, options),
                ShowAsync(rabbit.StartAsync(cancellationToken), rabbit.Description, options));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public void Deconstruct(out PostgresServer postgres, out RabbitServer rabbit) => (postgres, rabbit) = (Postgres, Rabbit);

    /// <summary>In good order: the broker, then the database.</summary>
    public async Task StopAsync()
    {
        await Rabbit.StopAsync();
        await Postgres.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private static async Task ShowAsync(Task start, string description, ServerOptions options)
    {
        await start;
        options.Progress(description);
    }
}
