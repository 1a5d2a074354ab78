using System.Collections.Frozen;
using ContentMultiplier.Contracts.Api.Internal;

namespace ContentMultiplier.Publishing.Credentials;

/// <summary>Takes an account's secrets out of any text, because platforms repeat what they were sent.</summary>
internal sealed class SecretMask
{
    private const int ShortestSecret = 6;
    private const int ShortestUrlSecret = 12;
    private const string Hidden = "***";

    private readonly string[] _secrets;
    private readonly IReadOnlySet<string> _open;

    /// <param name="lease">Whose secrets are taken out.</param>
    /// <param name="open">Fields that are no secret, such as the address of a site: texts may name them.</param>
    public SecretMask(CredentialLeaseResponse lease, IReadOnlySet<string>? open = null)
        : this(SecretsOf(lease, open ?? FrozenSet<string>.Empty), open ?? FrozenSet<string>.Empty)
    {
    }

    private SecretMask(IEnumerable<string> secrets, IReadOnlySet<string> open)
    {
        _open = open;

        // The longest first: an address is taken out whole before the token at its end is.
        _secrets = [.. secrets.Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];
    }

    public SecretMask With(CredentialLeaseResponse lease) => new(_secrets.Concat(SecretsOf(lease, _open)), _open);

    public SecretMask With(string secret) => new(_secrets.Concat(Forms(secret).Where(form => form.Length >= ShortestSecret)), _open);

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerable<string> SecretsOf(CredentialLeaseResponse lease, IReadOnlySet<string> open)
        => lease.Fields.Where(field => !open.Contains(field.Key)).Select(field => field.Value).Append(lease.AccessToken ?? "").SelectMany(Forms).Where(secret => secret.Length >= ShortestSecret);

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);

        if (Uri.TryCreate(secret, UriKind.Absolute, out var url))
        {
            // In an address of a webhook the secret is one of the segments.
            foreach (var segment in url.Segments.Select(segment => segment.Trim('/')).Append(url.Query.TrimStart('?')))
            {
                if (segment.Length >= ShortestUrlSecret)
                {
                    yield return segment;
                }
            }

            yield return url.PathAndQuery.Length > 1 ? url.PathAndQuery : "";
        }
    }
}
