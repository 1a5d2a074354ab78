using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace ContentMultiplier.ServiceDefaults.Authentication;

/// <summary>
/// Seals and opens the tickets that services show each other: authenticated encryption under the shared key ring,
/// bound to the service they are meant for, short-lived. Services never see a user's token or API key.
/// </summary>
public sealed class InternalTickets(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The audience of workers' tickets: whichever service a worker may call.</summary>
    public const string Workers = "workers";

    public const string Header = "X-Cm-Ticket";

    public static readonly TimeSpan UserLife = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan ServiceLife = TimeSpan.FromMinutes(15);

    private const int MostOpened = 4096;
    private readonly ConcurrentDictionary<string, IDataProtector> _protectors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Opened> _opened = new(StringComparer.Ordinal);

    public string ForUser(UserTicket user, string audience) =>
        Seal(new Ticket(Ticket.UserKind, user, null, time.GetUtcNow() + UserLife), audience);

    public string ForService(string serviceName, string audience) =>
        Seal(new Ticket(Ticket.ServiceKind, null, serviceName, time.GetUtcNow() + ServiceLife), audience);

    /// <summary>Null when it is forged, expired or meant for somebody else.</summary>
    internal ClaimsPrincipal? Open(string sealedTicket, string audience)
    {
        var now = time.GetUtcNow();
        if (_opened.TryGetValue(sealedTicket, out var known))
        {
            return known.ExpiresAt > now ? known.Principal : null;
        }

        var ticket = Unseal(sealedTicket, audience) ?? Unseal(sealedTicket, Workers);
        if (ticket is null || ticket.ExpiresAt <= now)
        {
            return null;
        }

        // A ticket is used for many requests; opening it is dearer than looking it up.
        if (_opened.Count >= MostOpened)
        {
            _opened.Clear();
        }

        var principal = ticket.ToPrincipal();
        _opened[sealedTicket] = new Opened(principal, ticket.ExpiresAt);
        return principal;
    }

    private string Seal(Ticket ticket, string audience) =>
        Convert.ToBase64String(ProtectorFor(audience).Protect(JsonSerializer.SerializeToUtf8Bytes(ticket)));

    private Ticket? Unseal(string sealedTicket, string audience)
    {
        try
        {
            return JsonSerializer.Deserialize<Ticket>(ProtectorFor(audience).Unprotect(Convert.FromBase64String(sealedTicket)));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorFor(string audience) =>
        _protectors.GetOrAdd(audience, name => protection.CreateProtector("cm.int", name));

    private sealed record Opened(ClaimsPrincipal Principal, DateTimeOffset ExpiresAt);
}
