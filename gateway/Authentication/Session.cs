using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using ContentMultiplier.ServiceDefaults.Authentication;

namespace ContentMultiplier.Gateway.Authentication;

/// <summary>Who stands behind a credential, as auth told it, and the tickets made out for them so far.</summary>
internal sealed class Session(UserTicket user, params IReadOnlyList<IPNetwork> allowed)
{
    /// <summary>Half of a ticket's life, so that what is handed on is good for at least the other half.</summary>
    private static readonly TimeSpan TicketReuse = InternalTickets.UserLife / 2;

    private readonly ConcurrentDictionary<string, MintedTicket> _tickets = new(StringComparer.Ordinal);

    public UserTicket User { get; } = user;

    /// <summary>Where it may be used from; none: everywhere.</summary>
    public IReadOnlyList<IPNetwork> Allowed { get; } = allowed;

    public ClaimsPrincipal Principal { get; } = TicketClaims.PrincipalOf(user);

    /// <summary>Whether this is what auth says again, so that the tickets made out so far stay good.</summary>
    public bool IsSameAs(Session other) =>
        Allowed.SequenceEqual(other.Allowed)
        && User.Scopes.SequenceEqual(other.User.Scopes, StringComparer.Ordinal)
        && User with { Scopes = other.User.Scopes } == other.User;

    public bool MayComeFrom(IPAddress? address)
    {
        if (Allowed.Count == 0)
        {
            return true;
        }

        // A socket for both families shows IPv4 clients in the form of the other one.
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Allowed.Any(network => network.Contains(plain));
    }

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
