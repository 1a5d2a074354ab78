using System.Text.Json;

namespace ContentMultiplier.Local.Servers;

/// <summary>What one user of the broker may make, write to and read from: regular expressions over the names of queues and exchanges.</summary>
internal sealed record BrokerPermissions(string Configure, string Write, string Read);

/// <summary>
/// deploy/rabbitmq/definitions.json, which containers load as it is: who may do what, what dead letters are kept in, and the policies.
/// Here the same is applied to one virtual host among several.
/// </summary>
internal sealed class BrokerDefinitions
{
    private const string VirtualHost = "content-multiplier";
    private const string Platform = "@SLUG@";
    private const string Worker = "publisher.";

    private readonly JsonElement _root;

    private BrokerDefinitions(JsonElement root) => _root = root;

    public static string File => Path.Combine(Repository.Root, "deploy", "rabbitmq", "definitions.json");

    public IEnumerable<JsonElement> Queues => Of("queues");

    public IEnumerable<JsonElement> Policies => Of("policies");

    public static BrokerDefinitions Read()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        return new BrokerDefinitions(document.RootElement.Clone());
    }

    /// <param name="process">A service's name, or <c>publisher.</c> and the platform of a worker: workers are all alike but for that.</param>
    public BrokerPermissions PermissionsOf(string process)
    {
        var isWorker = process.StartsWith(Worker, StringComparison.Ordinal);
        var slug = isWorker ? process[Worker.Length..] : "";
        var entry = Of("permissions").FirstOrDefault(entry => entry.GetProperty("user").GetString() == (isWorker ? Worker + Platform : process));
        return entry.ValueKind == JsonValueKind.Undefined
            ? throw new LocalException($"{File} says nothing about what {process} may do at the broker: add a user and its permissions.")
            : new BrokerPermissions(Text("configure"), Text("write"), Text("read"));

        string Text(string name) => entry.GetProperty(name).GetString()!.Replace(Platform, slug, StringComparison.Ordinal);
    }

    private IEnumerable<JsonElement> Of(string list) =>
        _root.GetProperty(list).EnumerateArray().Where(entry => entry.GetProperty("vhost").GetString() == VirtualHost);
}
