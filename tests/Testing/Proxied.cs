using Npgsql;

namespace ContentMultiplier.Testing;

/// <summary>A <see cref="FaultProxy"/> before the servers of a test run, and addresses that lead through it.</summary>
public static class Proxied
{
    public static async Task<FaultProxy> PostgresAsync()
    {
        var server = await Servers.PostgresAsync();
        return new(server.Host, server.Port);
    }

    public static async Task<FaultProxy> RabbitAsync()
    {
        var url = new Uri((await Servers.RabbitAsync()).Url);
        return new(url.Host, url.Port);
    }

    /// <param name="options">Added to the connection string.</param>
    public static string ConnectionString(this FaultProxy proxy, string connectionString, string options = "") =>
        new NpgsqlConnectionStringBuilder($"{connectionString};{options}") { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;

    public static string Url(this FaultProxy proxy, string url) =>
        new UriBuilder(url) { Host = "127.0.0.1", Port = proxy.Port }.Uri.AbsoluteUri;
}
