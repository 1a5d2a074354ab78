using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Local.Commands;

/// <summary>`local servers`: PostgreSQL and RabbitMQ alone, with data that is thrown away at the end. The tests use it.</summary>
internal static class ServersCommand
{
    public static async Task<int> RunAsync(CommandLine line, CancellationToken stop)
    {
        using var supervision = new Supervision(line.Data, TimeProvider.System);
        if (await supervision.TakeOverAsync(stop) is { } running)
        {
            throw new LocalException($"Servers already run on {line.Data} (process {running}).");
        }

        var secrets = await Secrets.LoadOrCreateAsync(line.Data, stop);
        var options = new ServerOptions
        {
            DataFolder = line.Data,
            PostgresPassword = secrets.PostgresPassword,
            RabbitPassword = secrets.RabbitPassword,
            Throwaway = true,
            Supervised = true,
            Progress = Console.WriteLine,
            Changed = supervision.Recorder.SaveSoon,
        };

        try
        {
            await using var servers = await ServerPair.StartAsync(options, supervision.Recorder.AddAsync, stop);
            var (postgres, rabbit) = servers;

            // For shells: what the fixtures look for.
            await PrivateFile.WriteAsync(
                Path.Combine(line.Data, "servers.env"),
                $"""
                export POSTGRES_URL='{postgres.Url}'
                export RABBITMQ_URL='{rabbit.Url}'
                export RABBITMQ_MANAGEMENT_URL='{rabbit.Management.Address.AbsoluteUri.TrimEnd('/')}'

                """,
                stop);
            await RunFile.Of(postgres, rabbit).WriteAsync(line.Data, stop);
            Console.WriteLine("Ready.");
            await Stopping.WaitAsync(line.While, stop);
        }
        finally
        {
            await supervision.FinishAsync();
        }

        if (line.While is not null)
        {
            Directory.Delete(line.Data, recursive: true);
        }

        return 0;
    }
}
