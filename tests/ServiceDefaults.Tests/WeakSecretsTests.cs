using ContentMultiplier.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>With secrets that everybody knows a process starts in development and nowhere else.</summary>
public sealed class WeakSecretsTests
{
    private const string RandomKey = "q3Xz0pVt9bJmYw4L6fRkE2sHn8cUaGdP1oTiWvZxBy8=";

    [TestCase("RabbitMq:Url", "amqp://guest:guest@broker:5672/", "RabbitMq:Url")]
    [TestCase("RabbitMq:Url", "amqp://posts:short@broker:5672/", "RabbitMq:Url")]
    [TestCase("ConnectionStrings:Postgres", "Host=db;Username=cm_posts;Password=cm_posts", "ConnectionStrings:Postgres")]
    [TestCase("ConnectionStrings:KeyRing", "Host=db;Username=cm_keyring;Password=postgres", "ConnectionStrings:KeyRing")]
    [TestCase("ConnectionStrings:Postgres", "Host=db;Username=cm_posts;Password=aaaaaaaaaaaaaaaa", "ConnectionStrings:Postgres")]
    [TestCase("ServiceIdentity:Secret", "secret", "ServiceIdentity:Secret")]
    [TestCase("KeyRing:Key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "KeyRing:Key")]
    [TestCase("ServiceIdentity:Root", "Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=", "ServiceIdentity:Root")]
    [TestCase("Audit:AnchorKey", "no base64", "Audit:AnchorKey")]
    public void Row_95_a_weak_one_is_named_and_not_repeated(string name, string value, string named)
    {
        var problem = WeakSecrets.ProblemsOf(With((name, value))).Single();

        Assert.That(problem, Does.Contain($"`{named}`").And.Contain("openssl rand"));
        Assert.That(problem, Does.Not.Contain(value));
    }

    [Test]
    public void Generated_ones_are_taken()
    {
        var configuration = With(
            ("RabbitMq:Url", "amqp://posts:4f1c9d2e8a7b6053c1d4@broker:5672/content-multiplier"),
            ("ConnectionStrings:Postgres", "Host=db;Username=cm_posts;Password=93ab41ce07fd528e6b1a"),
            ("ConnectionStrings:Migrations", "Host=/var/run/postgresql;Username=cm_owner"),
            ("KeyRing:Key", RandomKey),
            ("ServiceIdentity:Root", RandomKey));

        Assert.That(WeakSecrets.ProblemsOf(configuration), Is.Empty);
    }

    [Test]
    public async Task Row_95_a_process_does_not_start_with_one_outside_development()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ServiceIdentity:Secret"] = "changeme",
            ["RabbitMq:Url"] = "amqp://guest:guest@127.0.0.1:1/",
        });
        builder.AddServiceDefaults("posts");
        await using var app = builder.Build();

        Assert.That(await app.RunServiceAsync([]), Is.EqualTo(1));
    }

    private static IConfiguration With(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
        .Build();
}
