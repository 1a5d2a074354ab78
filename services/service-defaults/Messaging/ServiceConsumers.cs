using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Finds the consumers of a service and gives each its queue, <c>&lt;service&gt;.&lt;message&gt;</c>.</summary>
internal static class ServiceConsumers
{
    /// <summary>Most messages that a batch consumer gets together, and how long it waits for them.</summary>
    private const int BatchLimit = 100;

    private static readonly TimeSpan BatchWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan UnhurriedWait = TimeSpan.FromMilliseconds(250);

    private static readonly MethodInfo AddOne = typeof(ServiceConsumers).GetMethod(nameof(Add), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static string NameOf(WebApplicationBuilder builder) =>
        builder.Services.Select(service => service.ImplementationInstance).OfType<ServiceName>().Single().Value;

    public static List<ServiceConsumer> In(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           where type is { IsClass: true, IsAbstract: false }
           from contract in type.GetInterfaces()
           where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)
           select new ServiceConsumer(type, contract.GetGenericArguments()[0]),
    ];

    public static void Register(this ServiceConsumer consumer, IBusRegistrationConfigurator registration, string service) =>
        AddOne.MakeGenericMethod(consumer.Consumer).Invoke(null, [registration, service, consumer.Message]);

    private static void Add<TConsumer>(IBusRegistrationConfigurator registration, string service, Type message)
        where TConsumer : class, IConsumer
    {
        var isBatch = message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>);
        var contract = isBatch ? message.GetGenericArguments()[0] : message;
        registration
            .AddConsumer<TConsumer>(configure =>
            {
                if (isBatch)
                {
                    configure.Options<BatchOptions>(batch => batch
                        .SetMessageLimit(BatchLimit)
                        .SetTimeLimit(typeof(TConsumer).IsDefined(typeof(UnhurriedAttribute)) ? UnhurriedWait : BatchWait)
                        .SetConcurrencyLimit(2));
                }
            })
            .Endpoint(endpoint =>
            {
                endpoint.Name = $"{service}.{EntityNames.NameOf(contract)}";
                endpoint.PrefetchCount = isBatch ? BatchLimit * 3 : 16;
            });
    }
}

/// <summary>A consumer class and the message it takes.</summary>
internal sealed record ServiceConsumer(Type Consumer, Type Message);
