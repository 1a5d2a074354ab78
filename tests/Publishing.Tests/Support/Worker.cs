using System.Collections.Concurrent;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Publishing.Attempts;
using ContentMultiplier.Publishing.Credentials;
using ContentMultiplier.Publishing.Ledger;
using ContentMultiplier.Publishing.Outcomes;
using ContentMultiplier.ServiceDefaults.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>One worker process without its broker: a platform with everything the SDK puts around it.</summary>
public sealed class Worker : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Worker(
        IPlatform platform,
        LedgerStandIn ledger,
        CredentialStandIn credentials,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        ILoggerProvider? log = null,
        string allowed = "127.0.0.1/32")
    {
        Ledger = ledger;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Publisher:LedgerPatience"] = "00:00:00.500" })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            if (log is not null)
            {
                logging.AddProvider(log);
            }
        });
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddOptions<EgressOptions>().Configure(egress => egress.Allow.Add(allowed));
        services.AddSingleton<EgressGuard>();
        services.AddSingleton<IHostApplicationLifetime>(new NeverStopping());
        services.AddSingleton(new LedgerApi(ledger.CreateClient()));
        services.AddSingleton(new CredentialApi(new HttpClient(credentials, disposeHandler: false) { BaseAddress = new Uri("http://auth") }));
        services.AddSingleton<ConfirmedPublisher>((message, id, _) => PublishAsync(message, id));
        Publisher = services.AddPublisher(configuration, platform);
        _services = services.BuildServiceProvider();
    }

    public LedgerStandIn Ledger { get; }

    public PublisherBuilder Publisher { get; }

    /// <summary>Every message that left, with its id.</summary>
    public ConcurrentQueue<(object Message, Guid Id)> Sent { get; } = new();

    /// <summary>Stands for the broker's confirm.</summary>
    public Func<object, Task> Confirm { get; set; } = _ => Task.CompletedTask;

    public T Get<T>()
        where T : notnull
        => _services.GetRequiredService<T>();

    public T? Find<T>() => _services.GetService<T>();

    /// <summary>One delivery, up to its acknowledgement. Null when the worker had nothing to say.</summary>
    public Task<AttemptOutcome?> DeliverAsync(PublishPost message, CancellationToken cancellationToken = default)
        => DeliverAsync(message, isRedelivered: false, cancellationToken);

    /// <summary>Somebody had it before.</summary>
    public Task<AttemptOutcome?> RedeliverAsync(PublishPost message) => DeliverAsync(message, isRedelivered: true, CancellationToken.None);

    private async Task<AttemptOutcome?> DeliverAsync(PublishPost message, bool isRedelivered, CancellationToken cancellationToken)
    {
        var outcome = await Get<PublicationRunner>().RunAsync(message, isRedelivered, cancellationToken);
        if (outcome is not null)
        {
            await Get<OutcomeSender>().SendAsync(outcome);
        }

        return outcome;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task PublishAsync(object message, Guid id)
    {
        Sent.Enqueue((message, id));
        await Confirm(message);
        if (message is PublishAttemptsCompleted completed)
        {
            foreach (var outcome in completed.Outcomes)
            {
                Ledger.Take(outcome);
            }
        }
    }

    private sealed class NeverStopping : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
