using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class SendgridTests
{
    private const string Send = "/sendgrid/v3/mail/send";
    private static readonly object From = new { email = "news@example.com" };
    private static readonly object[] Body = [new { type = "text/plain", value = "x" }];

    private SandboxServer server = null!;
    private string key = null!;

    [SetUp]
    public async Task StartAsync()
    {
        server = await SandboxServer.StartAsync();
        key = (await server.ControlAsync("sendgrid/keys", new { name = "shop" })).GetProperty("api_key").GetString()!;
    }

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_mail_is_accepted_with_its_number_and_no_body()
    {
        using var answer = await SendAsync(new { personalizations = new[] { To("a@example.com"), To("b@example.com") }, from = From, subject = "s", content = Body });
        var post = (await server.Client.GetFromJsonAsync<JsonElement>("/_sandbox/posts?platform=sendgrid")).GetProperty("items")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(202));
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
            Assert.That(answer.Headers.GetValues("X-Message-Id").Single(), Is.EqualTo(post.GetProperty("id").GetString()));
            Assert.That(post.GetProperty("account").GetString(), Is.EqualTo("shop"));
        }
    }

    [Test]
    public async Task What_is_only_checked_is_not_sent()
    {
        using var answer = await SendAsync(new
        {
            personalizations = new[] { To("a@example.com") }, from = From, subject = "s", content = Body, mail_settings = new { sandbox_mode = new { enable = true } },
        });
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(await server.CountAsync("platform=sendgrid"), Is.Zero);
    }

    [Test]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        var spec = VendorSpec.Load("sendgrid/tsg_mail_v3.json");
        using var answer = await SendAsync(new
        {
            personalizations = new object[] { new { to = Array.Empty<object>() }, new { to = new[] { new { email = "a@example.com" }, new { email = "A@example.com" } } } },
            from = new { email = "nobody" },
            content = new[] { new { type = "text/html", value = "x" }, new { type = "text/plain", value = "x" } },
            attachments = new[] { new { filename = "", content = "%" } },
            categories = new[] { "a", "a" },
            batch_id = "unknown",
            send_at = 4_000_000_000,
            nonsense = 1,
        });
        var error = await answer.ReadAsync(400);

        var fields = error.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("field").GetString());
        Assert.That(fields, Is.SupersetOf(new[]
        {
            "personalizations.0.to", "personalizations.1", "from.email", "subject", "content", "attachments.0.filename", "attachments.0.content",
            "categories", "batch_id", "send_at", "nonsense",
        }));
        spec.AssertValid(error, "ErrorResponse");
    }

    [TestCase(1000, 202)]
    [TestCase(1001, 400)]
    public async Task A_thousand_recipients_are_the_limit(int recipients, int status)
    {
        using var answer = await SendAsync(new
        {
            personalizations = Enumerable.Range(0, recipients).Select(number => To($"{number}@example.com")), from = From, subject = "s", content = Body,
        });
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task A_batch_that_was_made_is_known()
    {
        var spec = VendorSpec.Load("sendgrid/tsg_mail_v3.json");
        using var made = await CallAsync(HttpMethod.Post, "/sendgrid/v3/mail/batch", null);
        var batch = await made.ReadAsync(201);
        using var answer = await SendAsync(new
        {
            personalizations = new[] { To("a@example.com") }, from = From, template_id = "d-0123456789abcdef0123456789abcdef", batch_id = batch.GetProperty("batch_id").GetString(),
        });
        spec.AssertValid(batch, "MailBatchResponse");
        Assert.That((int)answer.StatusCode, Is.EqualTo(202));
    }

    [Test]
    public async Task Keys_and_senders_are_looked_at()
    {
        var mail = new { personalizations = new[] { To("a@example.com") }, from = new { email = "me@elsewhere.example" }, subject = "s", content = Body };
        using var unverified = await SendAsync(mail);
        key = (await server.ControlAsync("sendgrid/keys", new { name = "reader", scopes = new[] { "stats.read" } })).GetProperty("api_key").GetString()!;
        using var forbidden = await SendAsync(mail);
        key = "SG.made.up";
        using var unknown = await SendAsync(mail);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)unverified.StatusCode, Is.EqualTo(403));
            Assert.That(await unverified.Content.ReadAsStringAsync(), Does.Contain("verified Sender Identity"));
            Assert.That((int)forbidden.StatusCode, Is.EqualTo(403));
            Assert.That((int)unknown.StatusCode, Is.EqualTo(401));
        }
    }

    private static object To(string email) => new { to = new[] { new { email } }, custom_args = new { cm_publication_id = "1" } };

    private Task<HttpResponseMessage> SendAsync(object mail) => CallAsync(HttpMethod.Post, Send, JsonContent.Create(mail));

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await server.Client.SendAsync(request);
    }
}
