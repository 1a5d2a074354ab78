using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Auth.Users;

/// <summary>Section <c>SignIn</c>: attempts a minute.</summary>
internal sealed class SignInOptions
{
    [Range(1, int.MaxValue)]
    public int PerAccount { get; set; } = 5;

    /// <summary>More where many people come from one address.</summary>
    [Range(1, int.MaxValue)]
    public int PerAddress { get; set; } = 30;
}

/// <summary>Guessing is limited per account and per address; nobody is locked out for longer than a minute.</summary>
internal sealed class SignInLimits(IOptions<SignInOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _perAccount = Limiter(options.Value.PerAccount);
    private readonly PartitionedRateLimiter<string> _perAddress = Limiter(options.Value.PerAddress);

    /// <returns>Null when the attempt may be made, or else how long to wait.</returns>
    public TimeSpan? Refuse(string account, HttpContext context) =>
        Refuse(_perAddress, AddressOf(context)) ?? Refuse(_perAccount, account);

    /// <inheritdoc cref="Refuse(string, HttpContext)"/>
    public TimeSpan? Refuse(HttpContext context) => Refuse(_perAddress, AddressOf(context));

    public void Dispose()
    {
        _perAccount.Dispose();
        _perAddress.Dispose();
    }

    private static TimeSpan? Refuse(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));

    /// <summary>The gateway appends the client's address, so the last one is not the client's own invention.</summary>
    private static string AddressOf(HttpContext context)
    {
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        var address = IPAddress.TryParse(forwarded, out var parsed) ? parsed : context.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "";
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        // One subscriber has a whole /64.
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
