using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Gateway.Tests;

/// <summary>The keys that the gateway and the stand-ins behind it share, where a database would be.</summary>
internal sealed class KeyRingInMemory : IXmlRepository
{
    private readonly ConcurrentQueue<XElement> _keys = new();

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys];

    public void StoreElement(XElement element, string friendlyName) => _keys.Enqueue(new XElement(element));

    public void AddTo(IServiceCollection services) => services.Configure<KeyManagementOptions>(ring => ring.XmlRepository = this);
}
