using ContentMultiplier.Gateway.Authentication;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.Testing;
using Microsoft.AspNetCore.DataProtection;

namespace ContentMultiplier.Gateway.Tests;

public sealed class CachedSessionTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task Session_that_auth_confirms_keeps_its_tickets_until_half_of_their_life()
    {
        var tickets = new InternalTickets(new EphemeralDataProtectionProvider(), _clock);
        var (session, known) = await StartAsync();
        var first = session.TicketFor("posts", tickets, _clock);

        for (var i = 0; i < 9; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            known.RenewAt(_clock.GetTimestamp(), () => Task.FromResult(Good()));
        }

        Assert.That((await known.Answer).Session, Is.SameAs(session));
        Assert.That(session.TicketFor("posts", tickets, _clock), Is.EqualTo(first));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.That(session.TicketFor("posts", tickets, _clock), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Session_whose_rights_changed_is_another_one()
    {
        var (session, known) = await StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));

        known.RenewAt(_clock.GetTimestamp(), () => Task.FromResult(Good(role: "viewer")));

        var renewed = (await known.Answer).Session!;
        Assert.That(renewed, Is.Not.SameAs(session));
        Assert.That(renewed.User.Role, Is.EqualTo("viewer"));
    }

    [Test]
    public async Task Session_is_looked_up_by_one_request_at_a_time()
    {
        var (_, known) = await StartAsync();
        var answer = new TaskCompletionSource<Exchanged>();
        var asked = 0;
        _clock.Advance(TimeSpan.FromSeconds(3));

        for (var i = 0; i < 3; i++)
        {
            known.RenewAt(_clock.GetTimestamp(), () =>
            {
                asked++;
                return answer.Task;
            });
        }

        Assert.That(asked, Is.EqualTo(1));
        Assert.That(known.IsFresh(_clock.GetTimestamp()), Is.True);
        answer.SetResult(new Exchanged(null, Refusals.Invalid));
        await Eventually.BecomesTrueAsync(() => !known.WasGood, TimeSpan.FromSeconds(60));
        Assert.That((await known.Answer).Refusal, Is.EqualTo(Refusals.Invalid));
    }

    [Test]
    public async Task Question_that_broke_down_is_asked_again()
    {
        var known = new CachedSession(new SessionCacheOptions(), _clock, _clock.GetTimestamp(), null, () => throw new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => known.Answer);

        Assert.That(known.IsFresh(_clock.GetTimestamp()), Is.False);
        Assert.That((await known.Answer).Refusal, Is.EqualTo(Refusals.Unavailable));
    }

    private static Exchanged Good(string role = "owner") => new(
        new Session(new UserTicket(Guid.Empty, Guid.Empty, role, [.. Policies.Scopes])), null);

    private async Task<(Session Session, CachedSession Known)> StartAsync()
    {
        var known = new CachedSession(new SessionCacheOptions(), _clock, _clock.GetTimestamp(), null, () => Task.FromResult(Good()));
        return ((await known.Answer).Session!, known);
    }
}
