using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>
/// deploy/rabbitmq/definitions.json lets every process take the messages that it has consumers for and send those that it makes; a new
/// message needs its name there, and without it the broker would refuse.
/// </summary>
public sealed partial class BrokerPermissionTests
{
    private const string Contracts = "ContentMultiplier.Contracts";

    private static readonly Dictionary<string, JsonElement> Permissions = Read();

    private static IEnumerable<string> Names => Permissions.Keys.Where(name => name != "admin");

    [Test]
    public void Every_process_at_the_broker_has_permissions() =>
        Assert.That(Deployable.All.Where(deployable => deployable.IsService).Select(deployable => deployable.Name), Is.SubsetOf(Names));

    [TestCaseSource(nameof(Names))]
    public void A_process_may_take_what_it_consumes(string name)
    {
        // A message that cannot be digested is told of over an exchange of its own; refused there, it would stop the whole queue.
        var refused = Consumed(AssemblyOf(name)).Where(message =>
            !Allows(name, "read", message) || !Allows(name, "configure", message) || !Allows(name, "read", "fault." + message));

        Assert.That(refused, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void A_process_may_send_what_it_makes(string name)
    {
        var refused = Made(AssemblyOf(name)).Where(message => !Allows(name, "write", message) || !Allows(name, "configure", message));

        Assert.That(refused, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void A_process_reaches_no_queue_of_another(string name)
    {
        var others = Names.Where(other => other != name).Select(other => other.Replace("@SLUG@", "other", StringComparison.Ordinal) + ".publish-post");

        Assert.That(others.Where(queue => Allows(name, "read", queue) || Allows(name, "write", queue) || Allows(name, "configure", queue)), Is.Empty);
    }

    private static Dictionary<string, JsonElement> Read()
    {
        using var definitions = JsonDocument.Parse(File.ReadAllText(Project.At("deploy/rabbitmq/definitions.json")));
        return definitions.RootElement.Clone().GetProperty("permissions").EnumerateArray()
            .Where(entry => entry.GetProperty("vhost").GetString() != "/")
            .ToDictionary(entry => entry.GetProperty("user").GetString()!, StringComparer.Ordinal);
    }

    private static Assembly AssemblyOf(string name) => name.StartsWith("publisher.", StringComparison.Ordinal)
        ? typeof(Publishing.PublisherHost).Assembly
        : Deployable.All.Single(deployable => deployable.Name == name).Assembly;

    private static bool Allows(string name, string right, string queueOrExchange) =>
        Regex.IsMatch(queueOrExchange, Permissions[name].GetProperty(right).GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static IEnumerable<string> Consumed(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from contract in type.GetInterfaces()
        where contract is { IsGenericType: true } && contract.GetGenericTypeDefinition().FullName == "MassTransit.IConsumer`1"
        let message = contract.GetGenericArguments()[0]
        select ExchangeOf((message.IsGenericType ? message.GetGenericArguments()[0] : message).Name);

    /// <summary>The messages whose constructors the assembly calls, and that are sent by themselves.</summary>
    private static IEnumerable<string> Made(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MemberReferences
               let member = metadata.GetMemberReference(handle)
               where metadata.GetString(member.Name) == ".ctor" && member.Parent.Kind == HandleKind.TypeReference
               let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
               let space = metadata.GetString(type.Namespace)
               let name = metadata.GetString(type.Name)
               where space.StartsWith(Contracts, StringComparison.Ordinal) && !space.StartsWith(Contracts + ".Api", StringComparison.Ordinal)
                   && File.Exists(Project.At($"shared-contracts/samples/{space}.{name}.json")) && !IsAnswer(name)
               select ExchangeOf(name),
        ];
    }

    /// <summary>Goes to whoever asked, past the exchange of its kind.</summary>
    private static bool IsAnswer(string message) => message is "PostPreviewed" or "AccountsDiscovered";

    private static string ExchangeOf(string message) => WordStart().Replace(message, "-").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
