using System.Reflection;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>What the frameworks find by scanning is nobody's to derive from or to make.</summary>
public sealed class TypeTests
{
    private static readonly string[] Scanned =
        ["MassTransit.IConsumer`1", "Microsoft.EntityFrameworkCore.IEntityTypeConfiguration`1"];

    private static readonly Assembly[] Assemblies = [.. Deployable.All.Select(deployable => deployable.Assembly), typeof(Publishing.PublisherHost).Assembly];

    [Test]
    public void Consumers_and_entity_configurations_are_internal_and_sealed()
    {
        var found = Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsScanned).ToList();

        Assert.That(found, Is.Not.Empty);
        Assert.That(found.Where(type => type.IsVisible || !type.IsSealed), Is.Empty);
    }

    [Test]
    public void Services_open_nothing_but_what_registers_and_maps()
    {
        var open = Assemblies.Where(assembly => assembly != typeof(Publishing.PublisherHost).Assembly)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsVisible: true, Namespace: { } space } && space.StartsWith("ContentMultiplier", StringComparison.Ordinal));

        Assert.That(open, Is.Empty);
    }

    private static bool IsScanned(Type type) => type is { IsClass: true, IsAbstract: false }
        && type.GetInterfaces().Any(contract => contract.IsGenericType && Scanned.Contains(contract.GetGenericTypeDefinition().FullName));
}
