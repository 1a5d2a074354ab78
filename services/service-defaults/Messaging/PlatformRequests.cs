using MassTransit;

namespace ContentMultiplier.ServiceDefaults.Messaging;

/// <summary>Questions to the workers of a platform, answered while the user waits.</summary>
public interface IPlatformRequests
{
    /// <returns>The answer, or null at once when no worker of the platform is there.</returns>
    /// <exception cref="TimeoutException">A worker is there and did not answer within 15 seconds.</exception>
    Task<TAnswer?> AskAsync<TQuestion, TAnswer>(TQuestion question, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class;
}

internal sealed class PlatformRequests(IBus bus) : IPlatformRequests
{
    private readonly IClientFactory _clients = bus.CreateClientFactory(RequestTimeout.After(s: 15));

    public async Task<TAnswer?> AskAsync<TQuestion, TAnswer>(TQuestion question, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class
    {
        var client = _clients.CreateRequestClient<TQuestion>();
        using var request = client.Create(question, cancellationToken);
        request.UseExecute(context => context.SetMandatory());
        try
        {
            return (await request.GetResponse<TAnswer>()).Message;
        }
        catch (RequestTimeoutException exception)
        {
            throw new TimeoutException("The platform's worker did not answer in time.", exception);
        }
        catch (Exception exception) when (exception is MessageReturnedException || exception.InnerException is MessageReturnedException)
        {
            return null;
        }
    }
}
