using System.Net;
using System.Net.Sockets;
using ContentMultiplier.Webhooks.Tests.Support;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>A service whose operator lets nothing private be called.</summary>
public sealed class EgressTests
{
    private const string Path = "/api/publishing/webhooks";
    private static readonly string[] Any = ["*"];
    private WebhooksFactory _service = null!;
    private Workspace _workspace = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await WebhooksFactory.StartAsync(allowed: "");
        _workspace = new Workspace(_service, WebhooksSuite.Receiver);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _workspace.Dispose();
        await _service.StopAsync();
    }

    [TestCase("2130706433")]
    [TestCase("0x7f000001")]
    [TestCase("0177.0.0.1")]
    [TestCase("127.1")]
    [TestCase("0")]
    [TestCase("[::1]")]
    [TestCase("[::ffff:127.0.0.1]")]
    [TestCase("[::ffff:7f00:1]")]
    [TestCase("[::127.0.0.1]")]
    [TestCase("[64:ff9b::7f00:1]")]
    [TestCase("[64:ff9b:1::1]")]
    [TestCase("[2002:7f00:1::]")]
    [TestCase("[2001::1]")]
    [TestCase("[fe80::1%25eth0]")]
    [TestCase("[fd00:ec2::254]")]
    [TestCase("[fec0::1]")]
    [TestCase("[ff02::1]")]
    [TestCase("169.254.169.254")]
    [TestCase("0xA9FEA9FE")]
    [TestCase("100.64.0.1")]
    [TestCase("192.0.0.1")]
    [TestCase("192.0.2.1")]
    [TestCase("192.88.99.1")]
    [TestCase("198.18.0.1")]
    [TestCase("198.51.100.1")]
    [TestCase("203.0.113.1")]
    [TestCase("224.0.0.1")]
    [TestCase("240.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("10.1.2.3")]
    [TestCase("172.16.0.1")]
    [TestCase("192.168.0.1")]
    [TestCase("localhost")]
    [TestCase("localhost.")]
    [TestCase("LOCALHOST")]
    [TestCase("ⓛocalhost")]
    [TestCase("①②⑦.⓪.⓪.①")]
    [TestCase("127。0。0。1")]
    [TestCase("evil@127.0.0.1")]
    [TestCase("127.0.0.1:80@evil.example")]
    public async Task Row_77_an_address_inside_is_refused_at_save_and_at_send(string host)
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var saved = await _workspace.SendAsync(HttpMethod.Post, Path, new { url = $"https://{host}/hook", events = Any });
        var sent = await SendPastTheCheckAsync($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        Assert.Multiple(() =>
        {
            Assert.That(saved.Status, Is.EqualTo(HttpStatusCode.BadRequest), saved.Text);
            Assert.That(saved.Fields, Is.EqualTo(new[] { "url" }));
            Assert.That(sent.Status is not HttpStatusCode.OK || !sent.Json.GetProperty("delivered").GetBoolean(), sent.Text);
            Assert.That(listener.Pending(), Is.False);
        });
    }

    [TestCase("10.0.0.1")]
    [TestCase("93.184.216.34", "10.0.0.1")]
    [TestCase("2606:4700:4700::1111", "::ffff:10.0.0.1")]
    public async Task Row_78_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(params string[] answer)
    {
        _service.Names.Say("inside.example", answer);

        var reply = await _workspace.SendAsync(HttpMethod.Post, Path, new { url = "https://inside.example/", events = Any });

        Assert.That((reply.Status, string.Join(',', reply.Fields)), Is.EqualTo((HttpStatusCode.BadRequest, "url")), reply.Text);
    }

    [Test]
    public async Task Row_78_a_name_that_is_public_first_and_inside_afterwards_is_not_called()
    {
        _service.Names.Say("rebind.example", ["93.184.216.34"], ["10.1.2.3"]);
        var saved = await _workspace.SendAsync(HttpMethod.Post, Path, new { url = "https://rebind.example/", events = Any });
        var sent = await TestAsync(saved.Json.GetProperty("id").GetGuid());

        Assert.That(saved.Status, Is.EqualTo(HttpStatusCode.Created), saved.Text);
        Assert.That(sent.Json.GetProperty("problem").GetString(), Is.EqualTo("egress_denied"), sent.Text);
    }

    [Test]
    public async Task Row_78_the_vetted_address_is_called_under_its_name()
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        WebhooksSuite.Service.Names.Say("receiver.example", ["127.0.0.1"]);
        var path = WebhooksSuite.Receiver.Path();
        var saved = await workspace.SendAsync(
            HttpMethod.Post, Path, new { url = $"http://receiver.example:{WebhooksSuite.Receiver.Url.Port}{path}", events = Any });
        await workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = saved.Json.GetProperty("id").GetGuid() });

        Assert.That(WebhooksSuite.Receiver.At(path).Single().Headers["Host"], Is.EqualTo($"receiver.example:{WebhooksSuite.Receiver.Url.Port}"));
    }

    [TestCase("http://169.254.169.254/latest/meta-data")]
    [TestCase("/elsewhere")]
    [TestCase("file:///etc/passwd")]
    public async Task Row_79_a_redirect_is_not_followed(string location)
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        var webhook = await workspace.RegisterAsync(WebhooksSuite.Receiver.Path(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        }));

        var sent = await workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id });

        Assert.That(sent.Json.GetProperty("problem").GetString(), Is.EqualTo("redirect"), sent.Text);
        Assert.That(WebhooksSuite.Receiver.At("/elsewhere"), Is.Empty);
    }

    [TestCase("http://public.example/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("gopher://public.example/")]
    [TestCase("ftp://public.example/")]
    [TestCase("data:text/plain,x")]
    [TestCase("//public.example/")]
    [TestCase("public.example")]
    [TestCase("")]
    [TestCase("https://")]
    [TestCase("https://public.example:22/")]
    [TestCase("https://public.example:25/")]
    [TestCase("https://public.example:5432/")]
    [TestCase("https://public.example:5672/")]
    [TestCase("https://public.example:6379/")]
    [TestCase("https://public.example:15672/")]
    [TestCase("https://user:password@public.example/")]
    [TestCase("https://public.example/#fragment")]
    [TestCase("https://public.example/ x")]
    [TestCase("https:\\\\public.example/")]
    public async Task Row_80_only_https_on_its_ports_and_nothing_odd_is_taken(string url)
    {
        _service.Names.Say("public.example", ["93.184.216.34"]);

        var reply = await _workspace.SendAsync(HttpMethod.Post, Path, new { url, events = Any });

        Assert.That((reply.Status, string.Join(',', reply.Fields)), Is.EqualTo((HttpStatusCode.BadRequest, "url")), reply.Text);
    }

    [Test]
    public async Task Row_81_a_proxy_is_not_asked()
    {
        using var workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);
        var webhook = await workspace.RegisterAsync(WebhooksSuite.Receiver.Path());
        var former = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:9");
        try
        {
            var sent = await workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = webhook.Id });

            Assert.That(sent.Json.GetProperty("delivered").GetBoolean(), Is.True, sent.Text);
        }
        finally
        {
            HttpClient.DefaultProxy = former;
        }
    }

    /// <summary>With an address that no check would let through.</summary>
    private async Task<Reply> SendPastTheCheckAsync(string url)
    {
        _service.Names.Say("public.example", ["93.184.216.34"]);
        var saved = await _workspace.SendAsync(HttpMethod.Post, Path, new { url = "https://public.example/", events = Any });
        var id = saved.Json.GetProperty("id").GetGuid();
        await _service.Database.ExecuteAsync($"update webhook_endpoints set url = '{url}' where id = '{id}'");
        var sent = await TestAsync(id);
        await _workspace.SendAsync(HttpMethod.Delete, $"{Path}/{id}");
        return sent;
    }

    private Task<Reply> TestAsync(Guid id) =>
        _workspace.SendAsync(HttpMethod.Post, "/api/publishing/test/webhook", new { webhook_id = id });
}
