using ContentMultiplier.Contracts.Preview;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>A process that cannot hear itself any more ends; one that only lost its connection goes on.</summary>
public sealed class CanaryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Test]
    public async Task A_process_whose_bus_is_stuck_while_the_broker_is_there_ends()
    {
        var stuck = new TaskCompletionSource();
        var sending = Task.CompletedTask;
        await using var service = await WorkerAsync(new(_ => Task.CompletedTask), bus => bus.ConfigureSend(send => send.UseExecuteAsync(_ => sending)));

        sending = stuck.Task;

        var ending = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Eventually.BecomesTrueAsync(() => ending.IsCancellationRequested, Deadline);
        stuck.SetResult();
    }

    [Test]
    public async Task A_connection_that_is_cut_comes_back_and_the_process_stays()
    {
        await using var service = await WorkerAsync(new(context => context.RespondAsync(new PostPreviewed())));
        var requests = service.Services.GetRequiredService<IPlatformRequests>();

        await service.Broker.CutConnectionsAsync();

        await Eventually.BecomesTrueAsync(async () => await AnswersAsync(requests), Deadline);
        Assert.That(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);
    }

    private static async Task<TestService> WorkerAsync(
        QuestionConsumer consumer, Action<IRabbitMqBusFactoryConfigurator>? configure = null)
    {
        var service = await TestService.StartAsync(
            worker: (_, bus) =>
            {
                configure?.Invoke(bus);
                bus.ReceiveEndpoint(Topology.QueueOf("discord", "preview"), endpoint =>
                {
                    endpoint.AsQuestionQueue();
                    endpoint.BindPlatform<PreviewPost>("discord");
                    endpoint.Instance(consumer);
                });
            });
        await Eventually.BecomesTrueAsync(
            async () => (await service.Http.GetAsync("/health/ready")).IsSuccessStatusCode, Deadline);
        return service;
    }

    private static async Task<bool> AnswersAsync(IPlatformRequests requests)
    {
        try
        {
            return await requests.AskAsync<PreviewPost, PostPreviewed>(
                new PreviewPost { Platform = "discord", Content = new PostContent { Text = "hello" } }, CancellationToken.None) is not null;
        }
        catch (Exception exception) when (exception is TimeoutException or RequestException)
        {
            return false;
        }
    }

    private sealed class QuestionConsumer(Func<ConsumeContext<PreviewPost>, Task> answer) : IConsumer<PreviewPost>
    {
        public Task Consume(ConsumeContext<PreviewPost> context) => answer(context);
    }
}
