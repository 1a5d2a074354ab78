using System.Net.Sockets;
using MassTransit;
using Npgsql;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Failures that say nothing about the message: what it needs is away.</summary>
internal static class TransientFailures
{
    public static bool Is(Exception? exception) => exception switch
    {
        null => false,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is ['5', '7', ..] or ['0', '8', ..] or ['5', '3', ..] or ['4', '0', ..],
        NpgsqlException or SocketException or TimeoutException or HttpRequestException => true,
        AggregateException several => several.InnerExceptions.Any(Is),
        _ => Is(exception.InnerException),
    };

    /// <summary>
    /// A message waits in its consumer while the database is away (the broker gives a delivery half an hour), and goes to
    /// the error queue after three tries when the failure is its own.
    /// </summary>
    public static void Configure(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(Is);
            retry.Interval(2400, TimeSpan.FromMilliseconds(500));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(exception => !Is(exception));
            retry.Intervals(50, 200, 750);
        });
    }
}
