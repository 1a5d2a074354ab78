using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.Architecture.Tests;

/// <summary>One address that a process answers, and who may call it.</summary>
/// <param name="Path">With its parameters as <c>{}</c>.</param>
/// <param name="Policies">The named policies; <c>anonymous</c> where anonymity is said outright.</param>
internal sealed record Address(string Method, string Path, IReadOnlyList<string> Policies)
{
    public bool IsInternal => Path.StartsWith("/internal/", StringComparison.Ordinal);

    /// <summary>What every process has for operators and the gateway's own documentation.</summary>
    public bool IsOperational => Path.StartsWith("/health/", StringComparison.Ordinal) || Path.StartsWith("/openapi/", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>
/// Builds a process by its own Program, far from any database and broker, and reads what it mapped. Nothing that works in
/// the background is started, so nothing is waited for.
/// </summary>
internal static class Hosted
{
    public static IReadOnlyList<Address> AddressesOf(Deployable deployable)
    {
        var host = (IHosted)Activator.CreateInstance(typeof(Process<>).MakeGenericType(deployable.Assembly.EntryPoint!.DeclaringType!))!;
        using (host)
        {
            return
            [
                .. from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                   from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
                   select new Address(method, PathOf(endpoint), PoliciesOf(endpoint)),
            ];
        }
    }

    /// <summary>The path of a pattern with its parameters as <c>{}</c>, however they are called and constrained.</summary>
    public static string Normalize(string pattern) =>
        "/" + string.Join('/', pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment.Contains('{', StringComparison.Ordinal) ? "{}" : segment));

    private static string PathOf(RouteEndpoint endpoint) => Normalize(endpoint.RoutePattern.RawText!);

    private static string[] PoliciesOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        ? [ServiceDefaults.Authentication.Policies.Anonymous]
        : [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>()];

    private interface IHosted : IDisposable
    {
        IServiceProvider Services { get; }
    }

    private sealed class Process<TProgram> : WebApplicationFactory<TProgram>, IHosted
        where TProgram : class
    {
        private const string Nowhere = "Host=127.0.0.1;Port=1;Database=none;Username=none";

        private readonly string _keySet = Path.GetTempFileName();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            builder.UseSetting("ConnectionStrings:Postgres", Nowhere);
            builder.UseSetting("ConnectionStrings:KeyRing", Nowhere);
            builder.UseSetting("KeyRing:Key", key);
            builder.UseSetting("RabbitMq:Url", "amqp://none:none@127.0.0.1:1/none");
            builder.UseSetting("ServiceIdentity:Root", key);
            builder.UseSetting("Vault:KeySetFile", _keySet);
            builder.ConfigureTestServices(services =>
            {
                foreach (var worker in services.Where(service => service.ServiceType == typeof(IHostedService) && !IsTheServer(service)).ToList())
                {
                    services.Remove(worker);
                }
            });
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            File.Delete(_keySet);
        }

        private static bool IsTheServer(ServiceDescriptor service) => service.ImplementationType?.Name == "GenericWebHostService";
    }
}
