using System.Net;
using System.Text.RegularExpressions;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using ContentMultiplier.Webhooks.Notifications;
using ContentMultiplier.Webhooks.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ContentMultiplier.Webhooks.Tests;

/// <summary>A mail server that is dead keeps mails waiting, and nobody else.</summary>
public sealed partial class MailServerTests
{
    private const string One = "one@example.com";
    private const string Other = "other@example.com";

    private readonly ShiftedClock _clock = new();
    private MailServer _mail = null!;
    private WebhooksFactory _service = null!;
    private Receiver _receiver = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _mail = MailServer.Start(MailServer.Mood.HangsUp);
        _receiver = await Receiver.StartAsync();
        _service = await WebhooksFactory.StartAsync(
            _clock, "127.0.0.1/32", ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_mail.Port}"), ("Mail:Tls", "false"), ("Mail:From", "suite@example.com"),
            ("Mail:Limit", "00:00:08"));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _service.StopAsync();
        await _receiver.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [TestCase("HangsUp")]
    [TestCase("Silent")]
    public async Task While_it_is_dead_webhooks_are_delivered_and_the_mail_goes_out_once_when_it_is_back(string mood)
    {
        _mail.Is = Enum.Parse<MailServer.Mood>(mood);
        using var workspace = await AskAsync(One);
        var webhook = await workspace.RegisterAsync(_receiver.Path(), ["publication.failed"]);
        await FailAsync(workspace);
        await Eventually.BecomesTrueAsync(() => _mail.Refused > 0, Workspace.Patience);

        await FailAsync(workspace);
        var told = await workspace.ReceivedAsync(webhook, 2);
        var waiting = await WaitingAsync();
        _mail.Is = MailServer.Mood.Works;
        await LaterAsync(() => _mail.To(One).Count > 0);
        await Eventually.BecomesTrueAsync(async () => await WaitingAsync() == 0, Workspace.Patience);

        Assert.That(told, Has.Count.EqualTo(2));
        Assert.That(waiting, Is.EqualTo(1));
        Assert.That(_mail.To(One), Has.Count.EqualTo(1));
        Assert.That(MessageId().Count(_mail.To(One)[0]), Is.EqualTo(1));
    }

    [Test]
    public async Task One_mail_that_is_not_taken_yet_holds_up_no_other()
    {
        _mail.Is = MailServer.Mood.Works;
        _mail.Later = One;
        using var workspace = await AskAsync(One, Other);
        await FailAsync(workspace);

        await Eventually.BecomesTrueAsync(() => _mail.Deferred.Count > 0 && _mail.To(Other).Count > 0, Workspace.Patience);
        _mail.Later = null;
        await LaterAsync(() => _mail.To(One).Count > 0);
        await Eventually.BecomesTrueAsync(async () => await WaitingAsync() == 0, Workspace.Patience);

        Assert.That((_mail.To(One).Count, _mail.To(Other).Count), Is.EqualTo((1, 1)));
    }

    /// <summary>Time passes until it happens.</summary>
    private Task LaterAsync(Func<bool> happened) => Eventually.BecomesTrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            _service.Services.GetRequiredService<NotificationPump>().Wake();
            return happened();
        },
        Workspace.Patience,
        "the mail comes later");

    private async Task<Workspace> AskAsync(params string[] addresses)
    {
        var workspace = new Workspace(_service, _receiver);
        var set = await workspace.SendAsync(
            HttpMethod.Put, "/api/publishing/notifications", new { email = new { addresses, events = new[] { "publication.failed" }, every_minutes = 1440 } },
            [Policies.Read, Policies.WorkspaceWrite]);
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        return workspace;
    }

    /// <summary>Said again until it is heard: queues are there once the bus is up. The same thing twice is one event.</summary>
    private async Task FailAsync(Workspace workspace)
    {
        var change = workspace.Change(Guid.CreateVersion7(), PublicationStatus.Failed);
        var before = await ItemsAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await _service.PublishAsync(new PublicationsChanged { Changes = [change] });
                return await ItemsAsync() > before;
            },
            Workspace.Patience);
    }

    private Task<long> ItemsAsync() => _service.Database.ScalarAsync<long>("select count(*) from notification_items");

    private Task<long> WaitingAsync() => _service.Database.ScalarAsync<long>("select count(*) from notification_mails");

    [GeneratedRegex("^Message-ID:", RegexOptions.IgnoreCase | RegexOptions.Multiline, 1000)]
    private static partial Regex MessageId();
}
