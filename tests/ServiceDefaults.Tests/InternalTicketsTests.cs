using System.Security.Claims;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.DataProtection;

namespace ContentMultiplier.ServiceDefaults.Tests;

/// <summary>Whom a ticket convinces, and for how long.</summary>
public sealed class InternalTicketsTests
{
    private static readonly UserTicket User = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "owner", [Policies.Read, Policies.Publish], Guid.CreateVersion7());

    private readonly FakeTimeProvider _clock = new();
    private readonly IDataProtectionProvider _keyRing = new EphemeralDataProtectionProvider();

    [Test]
    public void The_service_it_is_meant_for_sees_the_user()
    {
        var principal = Tickets().Open(Tickets().ForUser(User, "posts"), "posts")!;

        Assert.Multiple(() =>
        {
            Assert.That(principal.FindFirstValue(TicketClaims.Kind), Is.EqualTo("user"));
            Assert.That(principal.FindFirstValue(TicketClaims.Subject), Is.EqualTo(User.UserId.ToString()));
            Assert.That(principal.FindFirstValue(TicketClaims.Workspace), Is.EqualTo(User.WorkspaceId.ToString()));
            Assert.That(principal.FindFirstValue(TicketClaims.ApiKey), Is.EqualTo(User.ApiKeyId.ToString()));
            Assert.That(principal.FindAll(TicketClaims.Scope).Select(scope => scope.Value), Is.EqualTo(User.Scopes));
            Assert.That(principal.Identity!.IsAuthenticated, Is.True);
        });
    }

    [Test]
    public void Another_service_sees_nothing() => Assert.That(Tickets().Open(Tickets().ForUser(User, "posts"), "results"), Is.Null);

    [Test]
    public void A_workers_ticket_is_for_every_service()
    {
        var ticket = Tickets().ForService("publisher.twitter", InternalTickets.Workers);

        Assert.That(Tickets().Open(ticket, "results")!.FindFirstValue(TicketClaims.Service), Is.EqualTo("publisher.twitter"));
        Assert.That(Tickets().Open(ticket, "auth")!.FindFirstValue(TicketClaims.Kind), Is.EqualTo("service"));
    }

    [TestCase(59, true)]
    [TestCase(60, false)]
    public void A_users_ticket_lasts_a_minute(int seconds, bool isGood)
    {
        var ticket = Tickets().ForUser(User, "posts");

        _clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That(Tickets().Open(ticket, "posts"), isGood ? Is.Not.Null : Is.Null);
    }

    [Test]
    public void A_ticket_that_was_opened_before_it_ended_is_not_remembered_after()
    {
        var tickets = Tickets();
        var ticket = tickets.ForService("gateway", "auth");
        Assert.That(tickets.Open(ticket, "auth"), Is.Not.Null);

        _clock.Advance(InternalTickets.ServiceLife);

        Assert.That(tickets.Open(ticket, "auth"), Is.Null);
    }

    [Test]
    public void A_ticket_under_other_keys_is_forged()
    {
        var forged = new InternalTickets(new EphemeralDataProtectionProvider(), _clock).ForUser(User, "posts");

        Assert.That(Tickets().Open(forged, "posts"), Is.Null);
    }

    [Test]
    public void A_ticket_with_one_changed_byte_is_forged()
    {
        var ticket = Convert.FromBase64String(Tickets().ForUser(User, "posts"));
        ticket[^1] ^= 1;

        Assert.That(Tickets().Open(Convert.ToBase64String(ticket), "posts"), Is.Null);
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("not base64!")]
    [TestCase("AAAA")]
    public void What_is_no_ticket_opens_nothing(string text) => Assert.That(Tickets().Open(text, "posts"), Is.Null);

    private InternalTickets Tickets() => new(_keyRing, _clock);
}
