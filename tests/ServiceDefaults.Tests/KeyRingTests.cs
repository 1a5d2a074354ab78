using System.Security.Claims;
using System.Security.Cryptography;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>The keys that all services share: in one table, sealed.</summary>
public sealed class KeyRingTests
{
    private static readonly UserTicket User = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "owner", []);

    private TestDatabase _database = null!;

    [SetUp]
    public async Task CreateAsync() => _database = await TestDatabase.CreateKeyRingAsync();

    [TearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [Test]
    public async Task Keys_are_sealed_at_rest_and_open_for_every_service_that_has_the_key()
    {
        var key = NewKey();
        await using var gateway = Service("gateway", key);
        await using var posts = Service("posts", key);

        var ticket = Tickets(gateway).ForUser(User, "posts");

        Assert.That(Tickets(posts).Open(ticket, "posts")!.FindFirstValue(TicketClaims.Subject), Is.EqualTo(User.UserId.ToString()));
        Assert.That(await StoredAsync("like '%<sealed%'"), Is.Positive);
        Assert.That(await StoredAsync("like '%masterKey%'"), Is.Zero);
    }

    [Test]
    public async Task Services_that_start_together_on_an_empty_ring_end_with_one_key()
    {
        var key = NewKey();
        var services = Enumerable.Range(1, 8).Select(number => Service($"service{number}", key)).ToArray();
        using var together = new Barrier(services.Length);

        var tickets = await Task.WhenAll(services.Select(service => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return Tickets(service).ForUser(User, "posts");
            },
            TaskCreationOptions.LongRunning)));

        Assert.That(await StoredAsync("like '%<sealed%'"), Is.EqualTo(1));
        foreach (var service in services)
        {
            Assert.That(tickets.Select(ticket => Tickets(service).Open(ticket, "posts")), Has.None.Null);
            await service.DisposeAsync();
        }
    }

    [Test]
    public async Task A_service_with_another_key_opens_nothing()
    {
        await using var gateway = Service("gateway", NewKey());
        await using var stranger = Service("posts", NewKey());

        var ticket = Tickets(gateway).ForUser(User, "posts");

        Assert.That(Tickets(stranger).Open(ticket, "posts"), Is.Null);
    }

    [Test]
    public async Task A_process_without_a_key_ring_does_not_start()
    {
        await using var service = Service("posts", NewKey(), ("ConnectionStrings:KeyRing", ""));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => service.StartAsync());

        Assert.That(refused!.Message, Does.Contain("ConnectionStrings:KeyRing"));
    }

    [Test]
    public async Task A_worker_holds_no_key_ring_and_starts_without()
    {
        await using var worker = Service("publisher.twitter", "", ("ConnectionStrings:KeyRing", ""), ("ServiceIdentity:Secret", "secret"));

        await worker.StartAsync();

        Assert.That(worker.Services.GetService<KeyRingRepository>(), Is.Null);
    }

    [Test]
    public async Task A_process_without_a_key_ring_can_migrate()
    {
        await using var service = Service("posts", NewKey(), ("ConnectionStrings:KeyRing", ""));

        Assert.That(await service.RunServiceAsync(["migrate"]), Is.Zero);
    }

    [TestCase("")]
    [TestCase("c2hvcnQ=")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("no base64 at all, though it is long enough to be")]
    public async Task A_key_that_is_none_is_refused_at_the_start(string key)
    {
        await using var service = Service("posts", key);

        Assert.That(await Assert.CatchAsync(() => service.StartAsync()), Is.InstanceOf<OptionsValidationException>());
    }

    private WebApplication Service(string name, string key, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:KeyRing"] = _database.ConnectionString,
            ["KeyRing:Key"] = key,
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value));
        builder.AddServiceDefaults(name);
        return builder.Build();
    }

    private Task<long> StoredAsync(string condition) => _database.ScalarAsync<long>($"select count(*) from data_protection_keys where xml {condition}");

    private static InternalTickets Tickets(WebApplication service) => service.Services.GetRequiredService<InternalTickets>();

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
