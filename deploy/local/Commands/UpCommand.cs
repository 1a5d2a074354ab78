using ContentMultiplier.Local.Demo;
using ContentMultiplier.Local.Servers;
using ContentMultiplier.Local.Suites;

namespace ContentMultiplier.Local.Commands;

/// <summary>`local up`: the servers, the migrations, every process, the demo workspace; until it is asked to stop.</summary>
internal static class UpCommand
{
    private static readonly string[] Named = ["POSTGRES_URL", "RABBITMQ_URL"];

    public static async Task<int> RunAsync(CommandLine line, CancellationToken stop)
    {
        var clock = TimeProvider.System;
        using var supervision = new Supervision(line.Data, clock);
        if (await supervision.TakeOverAsync(stop) is { } running)
        {
            return await ShowRunningAsync(line, running, stop);
        }

        try
        {
            if (!Ports.IsFree(line.Port))
            {
                throw new LocalException($"Port {line.Port} is taken on 127.0.0.1: choose another with --port.");
            }

            var secrets = await Secrets.LoadOrCreateAsync(line.Data, stop);
            WeakSecrets.Refuse(secrets, line.Data);
            WeakSecrets.Refuse(Named.ToDictionary(name => name, Environment.GetEnvironmentVariable), isDevelopment: line.Sandbox);
            await using var servers = await ServerPair.StartAsync(ServerOptionsOf(line, secrets, supervision), supervision.Recorder.AddAsync, stop);
            await using var suite = await CreateSuiteAsync(line, secrets, servers, stop);
            await supervision.Recorder.AddAsync(() => suite.Members.Select(member => KeyValuePair.Create(member.Name, suite.Pid(member.Name))));

            try
            {
                suite.Changed = supervision.Recorder.SaveSoon;
                await suite.PrepareAsync(stop);
                await suite.StartAsync(stop);

                var platforms = suite.Members.Where(member => line.Sandbox && member.Role == SuiteRole.Worker).Select(member => member.Platform);
                var demo = new DemoWorkspace(suite.Gateway, line.Data, Console.WriteLine, clock);
                var apiKey = await demo.EnsureAsync(secrets, [.. platforms], stop);

                using var run = new RunFileWriter(line.Data, () => RunFile.Of(servers.Postgres, servers.Rabbit, suite, apiKey));
                Console.WriteLine(Summary.Of(RunFile.Of(servers.Postgres, servers.Rabbit, suite, apiKey)));
                if (line.Observe)
                {
                    Console.WriteLine(Observing.Text);
                }

                // Whoever started this in the background shows what was said until the file is there.
                await run.WriteAsync();
                suite.Changed = () =>
                {
                    supervision.Recorder.SaveSoon();
                    run.WriteSoon();
                };

                await Stopping.WaitAsync(line.While, stop);
            }
            finally
            {
                Console.WriteLine("Stopping …");
                suite.Changed = supervision.Recorder.SaveSoon;
                File.Delete(RunFile.PathIn(line.Data));
                await suite.StopAsync();
                await servers.StopAsync();
            }
        }
        finally
        {
            await supervision.FinishAsync();
        }

        Console.WriteLine("Stopped.");
        return 0;
    }

    private static ServerOptions ServerOptionsOf(CommandLine line, Secrets secrets, Supervision supervision) => new()
    {
        DataFolder = line.Data,
        PostgresPassword = secrets.PostgresPassword,
        RabbitPassword = secrets.RabbitPassword,
        Supervised = true,
        Progress = Console.WriteLine,
        Changed = supervision.Recorder.SaveSoon,
    };

    private static Task<Suite> CreateSuiteAsync(CommandLine line, Secrets secrets, ServerPair servers, CancellationToken stop) =>
        Suite.CreateAsync(
            new()
            {
                DataFolder = line.Data,
                Secrets = secrets,
                Postgres = servers.Postgres,
                Rabbit = servers.Rabbit,
                GatewayPort = line.Port,
                SandboxPort = Ports.Free(8090),
                Sandbox = line.Sandbox,
                Environment = line.Observe ? Observing.Environment : [],
                Progress = Console.WriteLine,
            },
            stop);

    private static async Task<int> ShowRunningAsync(CommandLine line, int running, CancellationToken stop)
    {
        Console.WriteLine(await RunFile.ReadAsync(line.Data, stop) is { } run
            ? Summary.Of(run)
            : $"Another `up` (process {running}) is starting or stopping on {line.Data}.");
        return 0;
    }
}
