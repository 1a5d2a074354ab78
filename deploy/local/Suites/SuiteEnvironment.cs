using System.Globalization;
using ContentMultiplier.Local.Databases;

namespace ContentMultiplier.Local.Suites;

/// <summary>The settings of each process, and only what it needs of them.</summary>
internal sealed class SuiteEnvironment(
    SuiteOptions options,
    ServiceDatabases databases,
    IReadOnlyList<SuiteMember> members,
    string vaultKeySet,
    BrokerUsers brokerUsers)
{
    /// <summary>What the applications at the sandbox were granted beyond the least: first comments need it.</summary>
    private static readonly Dictionary<string, string> SandboxScopes = new(StringComparer.Ordinal)
    {
        ["facebook"] = "pages_manage_engagement",
        ["instagram"] = "instagram_business_manage_comments",
    };

    /// <summary>Where the sandbox takes in the mails that auth sends.</summary>
    private readonly int _mailPort = Ports.Free();

    private SuiteMember? Sandbox => members.FirstOrDefault(member => member.Role == SuiteRole.Sandbox);

    public IReadOnlyDictionary<string, string> Of(SuiteMember member)
    {
        var settings = new Dictionary<string, string>
        {
            // With real platforms behind them, the processes take no secret that could be guessed.
            ["ASPNETCORE_ENVIRONMENT"] = Sandbox is null ? "Production" : "Development",
            ["ASPNETCORE_URLS"] = Address(member),
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "1",

            // Idle threads of many processes on few cores would spin each other out of the processor.
            ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        };

        var specific = member.Role switch
        {
            SuiteRole.Gateway => OfGateway(),
            SuiteRole.Service => OfService(member),
            SuiteRole.Worker => OfWorker(member),
            SuiteRole.Sandbox => OfSandbox(),
            _ => throw new ArgumentOutOfRangeException(nameof(member), member.Role, "Unknown role"),
        };

        foreach (var (name, value) in specific.Concat(options.Environment))
        {
            settings[name] = value;
        }

        return settings;
    }

    private static string Address(SuiteMember member) => member.Url.AbsoluteUri.TrimEnd('/');

    private Dictionary<string, string> OfGateway()
    {
        var settings = KeyRing();
        foreach (var service in Services())
        {
            settings[$"ServiceUrls__{service.Name}"] = Address(service);
            settings[$"ReverseProxy__Clusters__{service.Name}__Destinations__default__Address"] = service.Url.AbsoluteUri;
        }

        return settings;
    }

    private Dictionary<string, string> OfService(SuiteMember service)
    {
        var settings = KeyRing();
        settings["ConnectionStrings__Postgres"] = databases.ConnectionOf(service.Name);
        settings["ConnectionStrings__Migrations"] = databases.MigrationsOf(service.Name);
        settings["RabbitMq__Url"] = brokerUsers.UrlOf(service.Identity);
        foreach (var peer in Services().Where(peer => peer != service))
        {
            settings[$"ServiceUrls__{peer.Name}"] = Address(peer);
        }

        if (service.Name == "auth")
        {
            AddAuth(settings);
        }

        if (service.Name == "media")
        {
            settings["Media__Folder"] = Path.Combine(options.DataFolder, "media");
            settings["Media__PublicUrl"] = Address(members.First(member => member.Role == SuiteRole.Gateway));
            if (Sandbox is not null)
            {
                AddSandboxEgress(settings);
            }
        }

        if (service.Name == "results")
        {
            settings["Results__Inbound__PublicUrl"] = Address(members.First(member => member.Role == SuiteRole.Gateway));
        }

        // Beside the sandbox there are no receivers but those of this machine.
        if (service.Name == "webhooks" && Sandbox is not null)
        {
            AddSandboxEgress(settings);
            AddMail(settings);
        }

        return settings;
    }

    private void AddAuth(Dictionary<string, string> settings)
    {
        settings["ServiceIdentity__Root"] = options.Secrets.ServiceIdentityRoot;
        settings["Vault__KeySetFile"] = vaultKeySet;
        settings["Audit__AnchorFile"] = Path.Combine(options.DataFolder, "audit-anchors.jsonl");
        settings["Audit__AnchorKey"] = options.Secrets.AuditAnchorKey();
        if (Sandbox is null)
        {
            return;
        }

        var gateway = members.First(member => member.Role == SuiteRole.Gateway);
        foreach (var platform in members.Where(member => member.Role == SuiteRole.Worker).Select(member => member.Platform))
        {
            // The sandbox knows one application, which is registered everywhere.
            var prefix = platform.Replace('-', '_').ToUpperInvariant();
            settings[prefix + "_CLIENT_ID"] = options.Secrets.TwitterClientId;
            settings[prefix + "_CLIENT_SECRET"] = options.Secrets.TwitterClientSecret;
            settings[prefix + "_REDIRECT_URI"] = $"{Address(gateway)}/api/publishing/auth/{platform}/callback";
        }

        AddMail(settings);
        AddSandboxEgress(settings);
    }

    private void AddMail(Dictionary<string, string> settings)
    {
        settings["Mail__Host"] = "127.0.0.1";
        settings["Mail__Port"] = _mailPort.ToString(CultureInfo.InvariantCulture);
        settings["Mail__Tls"] = "false";
        settings["Mail__From"] = "content-multiplier@localhost";
    }

    private Dictionary<string, string> OfWorker(SuiteMember worker)
    {
        var settings = new Dictionary<string, string>
        {
            ["RabbitMq__Url"] = brokerUsers.UrlOf(worker.Identity),
            ["ServiceIdentity__Name"] = worker.Identity,
            ["ServiceIdentity__Secret"] = options.Secrets.ServiceSecretOf(worker.Identity),
        };
        foreach (var service in Services().Where(service => service.Name is "auth" or "results" or "media"))
        {
            settings[$"ServiceUrls__{service.Name}"] = Address(service);
        }

        if (Sandbox is { } sandbox)
        {
            AddSandboxEgress(settings);
            foreach (var (name, path) in SandboxAddresses.Of(worker.Platform))
            {
                settings[$"Platforms__{worker.Platform}__BaseUrls__{name}"] = Address(sandbox) + path;
            }

            if (SandboxScopes.TryGetValue(worker.Platform, out var scopes))
            {
                settings[$"Platforms__{worker.Platform}__OptionalScopes"] = scopes;
            }
        }

        return settings;
    }

    private Dictionary<string, string> OfSandbox()
    {
        var folder = Path.Combine(options.DataFolder, "sandbox");
        Directory.CreateDirectory(folder);
        return new()
        {
            ["Sandbox__File"] = Path.Combine(folder, "posts.jsonl"),
            ["Sandbox__SmtpPort"] = _mailPort.ToString(CultureInfo.InvariantCulture),
        };
    }

    private Dictionary<string, string> KeyRing() => new()
    {
        ["ConnectionStrings__KeyRing"] = databases.KeyRing(),
        ["KeyRing__Key"] = options.Secrets.KeyRingKey,
    };

    private static void AddSandboxEgress(Dictionary<string, string> settings) => settings["Egress__Allow__0"] = "127.0.0.1/32";

    private IEnumerable<SuiteMember> Services() => members.Where(member => member.Role == SuiteRole.Service);
}
