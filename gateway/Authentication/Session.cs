using System.Collections.Concurrent;
using System.Security.Claims;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Who stands behind a credential, as auth told it, and the tickets made out for them so far.</summary>
internal sealed class Session(UserTicket user)
{
    /// <summary>Half of a ticket's life, so that what is handed on is good for at least the other half.</summary>
    private static readonly TimeSpan TicketReuse = InternalTickets.UserLife / 2;

    private readonly ConcurrentDictionary<string, MintedTicket> _tickets = new(StringComparer.Ordinal);

    public UserTicket User { get; } = user;

    public ClaimsPrincipal Principal { get; } = TicketClaims.PrincipalOf(user);

    /// <summary>Whether this is what auth says again, so that the tickets made out so far stay good.</summary>
    public bool IsSameAs(Session other) =>
        User.Scopes.SequenceEqual(other.User.Scopes, StringComparer.Ordinal)
        && User with { Scopes = other.User.Scopes } == other.User;

    public string TicketFor(string audience, InternalTickets tickets, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_tickets.TryGetValue(audience, out var known) && time.GetElapsedTime(known.MintedAt, now) < TicketReuse)
        {
            return known.Value;
        }

        var minted = new MintedTicket(tickets.ForUser(User, audience), now);
        _tickets[audience] = minted;
        return minted.Value;
    }

    private sealed record MintedTicket(string Value, long MintedAt);
}
