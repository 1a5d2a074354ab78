using ContentMultiplier.Publishing.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Publishing;

/// <summary>What a platform consists of. Every class is made once and serves all publications at the same time.</summary>
public sealed class PublisherBuilder
{
    private const long LargestAnswer = 4 * 1024 * 1024;

    private readonly string _slug;
    private readonly HashSet<string> _addresses = [];

    internal PublisherBuilder(IServiceCollection services, IConfiguration configuration, string slug)
    {
        Services = services;
        Configuration = configuration;
        _slug = slug;
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }

    /// <summary>The names under <c>Platforms:&lt;slug&gt;:BaseUrls</c> that the platform asks for.</summary>
    internal IReadOnlyCollection<string> Addresses => _addresses;

    internal bool Has<T>() => Services.Any(service => service.ServiceType == typeof(T));

    public PublisherBuilder PublishWith<TPublisher>()
        where TPublisher : class, IPublisher
    {
        Services.AddSingleton<IPublisher, TPublisher>();
        return this;
    }

    /// <summary>Without one, accounts of the platform cannot be connected.</summary>
    public PublisherBuilder DiscoverAccountsWith<TDirectory>()
        where TDirectory : class, IAccountDirectory
    {
        Services.AddSingleton<IAccountDirectory, TDirectory>();
        return this;
    }

    /// <summary>Without one, lost answers are settled by a person.</summary>
    public PublisherBuilder ReconcileWith<TReconciler>()
        where TReconciler : class, IReconciler
    {
        Services.AddSingleton<IReconciler, TReconciler>();
        return this;
    }

    /// <summary>Without one, nobody asks for the numbers of its posts.</summary>
    public PublisherBuilder CollectMetricsWith<TCollector>()
        where TCollector : class, IMetricsCollector
    {
        Services.AddSingleton<IMetricsCollector, TCollector>();
        return this;
    }

    /// <summary>Without one, what was published cannot be taken back.</summary>
    public PublisherBuilder RemoveWith<TRemover>()
        where TRemover : class, IRemover
    {
        Services.AddSingleton<IRemover, TRemover>();
        return this;
    }

    /// <summary>Without one, the text of what was published cannot be changed.</summary>
    public PublisherBuilder EditWith<TEditor>()
        where TEditor : class, IEditor
    {
        Services.AddSingleton<IEditor, TEditor>();
        return this;
    }

    public PublisherBuilder FormatWith<TFormatter>()
        where TFormatter : class, IFormatter
    {
        Services.Replace(ServiceDescriptor.Singleton<IFormatter, TFormatter>());
        return this;
    }

    /// <summary>
    /// A class that takes an <see cref="HttpClient"/>. An answer that is no success never reaches it: it becomes a
    /// <see cref="PlatformRefusedException"/> or a lost answer.
    /// </summary>
    /// <param name="name">The address is <c>Platforms:&lt;slug&gt;:BaseUrls:&lt;name&gt;</c>.</param>
    /// <param name="defaultUrl">
    /// Where the real platform is. Null where every account has an address of its own: then the client has a base address only
    /// when one is configured, and asks there whatever the account says.
    /// </param>
    /// <param name="refusals">What the platform's own error codes mean; null leaves it to the status.</param>
    /// <param name="uploadLimit">In the place of the usual limit, for a client whose calls are not steps but uploads.</param>
    public PublisherBuilder CallWith<TClient>(
        string name, string? defaultUrl, Func<PlatformAnswer, PlatformRefusedException?>? refusals = null, TimeSpan? uploadLimit = null)
        where TClient : class
    {
        _addresses.Add(name);
        var address = BaseUrl(name, defaultUrl);

        Services.AddSingleton(services =>
        {
            var handler = new PlatformHttpHandler(
                PlatformConnections.Create(services), refusals, isVendor: defaultUrl is not null, services.GetRequiredService<TimeProvider>());
            var http = new HttpClient(handler)
            {
                BaseAddress = address,
                Timeout = uploadLimit ?? services.GetRequiredService<IOptions<PublisherOptions>>().Value.RequestLimit,
                MaxResponseContentBufferSize = LargestAnswer,
            };
            http.DefaultRequestHeaders.UserAgent.ParseAdd("ContentMultiplier/1.0");

            return ActivatorUtilities.CreateInstance<TClient>(services, http);
        });

        return this;
    }

    private Uri? BaseUrl(string name, string? defaultUrl)
    {
        var url = Configuration[$"Platforms:{_slug}:BaseUrls:{name}"] is { Length: > 0 } configured ? configured : defaultUrl;

        // Without the slash at its end, the last segment would be lost when a path is appended.
        return url is null ? null : new Uri(url.EndsWith('/') ? url : url + "/", UriKind.Absolute);
    }
}
