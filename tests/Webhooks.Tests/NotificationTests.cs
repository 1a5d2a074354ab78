using System.Net;
using ContentMultiplier.Contracts.Accounts;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Notifications;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>What waits to be told by mail, and when which mail is made of it. This service sends none itself: it has no mail server.</summary>
public sealed class NotificationTests
{
    private const string Path = "/api/publishing/notifications";
    private static readonly string[] Person = [Policies.Read, Policies.WorkspaceWrite];

    private Workspace _workspace = null!;

    private static NpgsqlDataSource Database => WebhooksSuite.Service.Services.GetRequiredService<NpgsqlDataSource>();

    [SetUp]
    public void SetUp() => _workspace = new Workspace(WebhooksSuite.Service, WebhooksSuite.Receiver);

    [TearDown]
    public async Task TearDownAsync()
    {
        // A mail is made for every workspace at once.
        await WebhooksSuite.Service.Database.ExecuteAsync(
            "delete from notification_mails; delete from notification_items; delete from notification_windows; delete from notification_settings");
        _workspace.Dispose();
    }

    [Test]
    public async Task Nobody_is_told_of_anything_before_somebody_says_so()
    {
        var settings = await _workspace.SendAsync(HttpMethod.Get, Path, scopes: Person);

        Assert.That(settings.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(settings.Json.GetProperty("email").GetProperty("addresses").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Settings_without_addresses_are_kept_and_with_them_need_a_mail_server()
    {
        var kept = await _workspace.SendAsync(
            HttpMethod.Put, Path, new { email = new { addresses = Array.Empty<string>(), events = new[] { "publication.failed" }, every_minutes = 7 } }, Person);
        var read = await _workspace.SendAsync(HttpMethod.Get, Path, scopes: Person);
        var noMail = await _workspace.SendAsync(
            HttpMethod.Put, Path, new { email = new { addresses = new[] { "me@example.com" }, events = new[] { "publication.failed" } } }, Person);
        var byKey = await _workspace.SendAsync(
            HttpMethod.Put, Path, new { email = new { addresses = Array.Empty<string>(), events = Array.Empty<string>() } }, Policies.Scopes);

        Assert.That(kept.Status, Is.EqualTo(HttpStatusCode.OK), kept.Text);
        Assert.That(read.Json.GetProperty("email").GetProperty("every_minutes").GetInt32(), Is.EqualTo(7));
        Assert.That((noMail.Status, byKey.Status), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Forbidden)));
    }

    [Test]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var refused = await _workspace.SendAsync(
            HttpMethod.Put, Path, new
            {
                email = new { addresses = new[] { "nobody", "a@example.com", "A@example.com", "Me <me@example.com>", "a b@example.com" }, events = new[] { "post.published", "publication.failed", "publication.failed" }, every_minutes = 0 },
            },
            Person);

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EquivalentTo(new[]
        {
            "email.addresses[0]", "email.addresses[3]", "email.addresses[4]", "email.addresses", "email.events[0]", "email.events", "email.every_minutes",
        }));
    }

    [Test]
    public async Task What_happens_until_the_next_mail_is_told_together_and_the_same_thing_once()
    {
        await AskAsync("{one@example.com,two@example.com}", "{publication.failed,account.needs_attention}");
        var now = WebhooksSuite.Now;
        var first = _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed) with { Category = FailureCategories.Forbidden, Detail = "secret words of the platform" };
        await HearAsync(1, first, first, _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Unknown));
        await ComposeAsync(now);
        var one = await MailsAsync();
        await HearAsync(2, first, _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed), first);
        await ComposeAsync(now.AddMinutes(14));
        var quiet = await MailsAsync();
        await HearAsync(3, _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed));
        await ComposeAsync(now.AddMinutes(15));
        await ComposeAsync(now.AddMinutes(15));
        var digest = await MailsAsync();

        Assert.Multiple(() =>
        {
            Assert.That(one, Is.EqualTo("one@example.com publication.failed 1, two@example.com publication.failed 1"));
            Assert.That(quiet, Is.EqualTo(one));
            Assert.That(digest, Is.EqualTo($"{one}, one@example.com publication.failed 2, two@example.com publication.failed 2"));
        });
        var lines = await WebhooksSuite.Service.Database.ScalarAsync<string>("select string_agg(array_to_string(lines, ' '), ' ') from notification_mails");
        Assert.That(lines, Does.Contain($"post {first.PostId}").And.Contain("forbidden").And.Not.Contain("secret words"));
    }

    [Test]
    public async Task An_account_that_needs_attention_is_told_without_any_webhook()
    {
        await AskAsync("{one@example.com}", "{account.needs_attention}");
        await _workspace.Service.PublishAsync(new AccountNeedsAttention
        {
            AccountId = Guid.CreateVersion7(), WorkspaceId = _workspace.Id, Platform = "twitter", Reason = "revoked", Version = 1,
        });
        await WaitingAsync(1);
        await ComposeAsync(WebhooksSuite.Now);

        Assert.That(await MailsAsync(), Is.EqualTo("one@example.com account.needs_attention 1"));
    }

    [Test]
    public async Task Several_processes_make_one_mail_and_an_unsent_one_comes_again_as_the_same()
    {
        await AskAsync("{one@example.com}", "{publication.failed}");
        await HearAsync(30, [.. Enumerable.Range(0, 30).Select(_ => _workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed))]);
        var now = WebhooksSuite.Now;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ComposeAsync(now)));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NotificationRows.ClaimAsync(Database, now, default)));
        var mail = claimed.OfType<NotificationMail>().Single();
        var next = await NotificationRows.NextAsync(Database, default);
        var again = await NotificationRows.ClaimAsync(Database, next!.Value, default);
        await NotificationRows.StrikeOffAsync(Database, mail.Id, default);
        var (subject, body) = NotificationTexts.Of(mail.Kind, mail.Total, mail.Lines);

        Assert.Multiple(() =>
        {
            Assert.That((mail.Total, mail.Lines.Length, mail.Attempts), Is.EqualTo((30, 20, 1)));
            Assert.That((again!.Id, again.Attempts), Is.EqualTo((mail.Id, 2)));
            Assert.That(subject, Is.EqualTo("30 publications failed"));
            Assert.That(body, Does.Contain("and 10 more"));
        });
        Assert.That(await NotificationRows.NextAsync(Database, default), Is.Null);
    }

    private Task AskAsync(string addresses, string events) => WebhooksSuite.Service.Database.ExecuteAsync(
        $"insert into notification_settings (workspace_id, addresses, events, every_minutes) values ('{_workspace.Id}', '{addresses}', '{events}', 15)");

    private async Task HearAsync(int total, params PublicationChange[] changes)
    {
        await _workspace.Service.PublishAsync(new PublicationsChanged { Changes = changes });
        await WaitingAsync(total);
    }

    private Task WaitingAsync(int total) => Eventually.BecomesTrueAsync(
        async () => await WebhooksSuite.Service.Database.ScalarAsync<long>($"select count(*) from notification_items where workspace_id = '{_workspace.Id}'") == total,
        Workspace.Patience);

    private static Task ComposeAsync(DateTimeOffset now) => NotificationRows.ComposeAsync(Database, now, now.AddDays(-30), default);

    private static Task<string> MailsAsync() => WebhooksSuite.Service.Database.ScalarAsync<string>(
        "select coalesce(string_agg(recipient || ' ' || kind || ' ' || total, ', ' order by due_at, total, recipient), '') from notification_mails");
}
