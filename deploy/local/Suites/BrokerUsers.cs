using ContentMultiplier.Local.Servers;

namespace ContentMultiplier.Local.Suites;

/// <summary>Every process has a user of its own at the broker, who may do there what that process needs. Suites that share a broker differ by their virtual host.</summary>
internal sealed class BrokerUsers(RabbitServer rabbit, string virtualHost, Secrets secrets)
{
    public string UrlOf(string process) => rabbit.UrlOf(virtualHost, NameOf(process), secrets.BrokerPasswordOf(process));

    public async Task EnsureAsync(IEnumerable<string> processes, CancellationToken cancellationToken)
    {
        await rabbit.Management.CreateVirtualHostAsync(virtualHost, cancellationToken);
        foreach (var process in processes)
        {
            await rabbit.Management.CreateProcessUserAsync(
                virtualHost, process, NameOf(process), secrets.BrokerPasswordOf(process), cancellationToken);
        }

        // Once one user stood for all processes, and could do everything.
        await rabbit.Management.DeleteUserAsync(virtualHost, cancellationToken);
    }

    public async Task RemoveAsync(IEnumerable<string> processes, CancellationToken cancellationToken)
    {
        foreach (var process in processes)
        {
            await rabbit.Management.DeleteUserAsync(NameOf(process), cancellationToken);
        }
    }

    private string NameOf(string process) => $"{virtualHost}.{process}";
}
