using System.Net.Sockets;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Http;

namespace ContentMultiplier.Webhooks.Endpoints;

/// <summary>
/// Which addresses may be registered. What a name leads to may change afterwards, so the same guard looks again whenever a
/// connection is made; this check is there to say it early.
/// </summary>
internal sealed class AddressRules(EgressGuard guard)
{
    private const int Longest = 2048;

    public async Task CheckAsync(string url, ErrorBag errors, CancellationToken cancellationToken)
    {
        if (url.Length > Longest)
        {
            errors.Add("url", $"{url.Length} of {Longest} characters; shorten it");
            return;
        }

        if (url.Any(c => c <= ' ' || c == '\\' || char.IsControl(c))
            || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.IdnHost.Length == 0)
        {
            errors.Add("url", "must be an absolute address that begins with https://");
            return;
        }

        if (address.UserInfo.Length > 0)
        {
            errors.Add("url", "must not carry a user or password; use a header");
        }

        if (address.Fragment.Length > 0 || url.Contains('#', StringComparison.Ordinal))
        {
            errors.Add("url", "must not have a fragment (#…): it would not be sent");
        }

        var isListed = await IsListedAsync(address, errors, cancellationToken);
        if (address.Scheme == "http" && !isListed)
        {
            errors.Add("url", "must begin with https://; only networks that the operator lists in `Egress:Allow` may be called without");
        }

        if (address.Port is not (443 or 8443) && !isListed)
        {
            errors.Add("url", $"must use port 443 or 8443, not {address.Port}; only networks that the operator lists in `Egress:Allow` may be called on others");
        }
    }

    /// <summary>Did the operator name every address that it leads to?</summary>
    private async Task<bool> IsListedAsync(Uri address, ErrorBag errors, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await guard.ResolveAsync(address.IdnHost, cancellationToken);
            return addresses.All(guard.IsListed);
        }
        catch (EgressDeniedException denied)
        {
            errors.Add("url", denied.Message);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            errors.Add("url", "leads nowhere: its name was not found; check the spelling");
        }

        return false;
    }
}
