using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>Who may call what, as each process maps it and as the gateway lets it through.</summary>
public sealed class EndpointTests
{
    private static readonly Dictionary<string, IReadOnlyList<Address>> Mapped =
        Deployable.All.ToDictionary(deployable => deployable.Name, Hosted.AddressesOf, StringComparer.Ordinal);

    private static readonly GatewayRoutes Routes = GatewayRoutes.Read();

    private static IEnumerable<string> Processes => Deployable.All.Select(deployable => deployable.Name);

    private static IEnumerable<string> Services => Deployable.All.Where(deployable => deployable.IsService).Select(deployable => deployable.Name);

    private static IEnumerable<string> Workers => Deployable.All.Where(deployable => deployable.Project.IsPlatform).Select(deployable => deployable.Name);

    [TestCaseSource(nameof(Processes))]
    public void Every_address_names_its_policy_or_says_that_it_is_for_everybody(string process)
    {
        var addresses = Mapped[process];

        Assert.That(addresses, Is.Not.Empty);
        Assert.That(addresses.Where(address => address.Policies.Count == 0 || address.Policies.Except(Policies.All).Any()), Is.Empty);
    }

    [TestCaseSource(nameof(Services))]
    public void What_is_public_has_a_route_with_the_same_policy(string service)
    {
        var open = Mapped[service].Where(address => address is { IsInternal: false, IsOperational: false });
        var routed = Routes.All.Where(route => route.Cluster == service);

        Assert.That(open.Select(address => Line(address.Method, address.Path, address.Policies[0])),
            Is.EquivalentTo(routed.Select(route => Line(route.Method, route.Path, route.Policy))));
    }

    [Test]
    public void No_route_leads_to_what_services_say_among_themselves() =>
        Assert.That(Routes.All.Where(route => route.Path.StartsWith("/internal", StringComparison.OrdinalIgnoreCase)), Is.Empty);

    [TestCaseSource(nameof(Workers))]
    public void A_worker_answers_nothing_but_its_health(string worker) =>
        Assert.That(Mapped[worker].Where(address => !address.IsOperational), Is.Empty);

    [TestCaseSource(nameof(Services))]
    public void Every_service_is_behind_the_gateway(string service) =>
        Assert.That(Routes.All.Select(route => route.Cluster), Does.Contain(service));

    private static string Line(string method, string path, string policy) => $"{method} {path} ({policy})";
}
