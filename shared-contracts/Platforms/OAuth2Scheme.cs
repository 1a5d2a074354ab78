namespace ContentMultiplier.Contracts.Platforms;

/// <summary>RFC 6749 with PKCE (RFC 7636), as the platform speaks it.</summary>
public sealed record OAuth2Scheme
{
    public required string AuthorizeUrl { get; init; }
    public required string TokenUrl { get; init; }
    public string? RevokeUrl { get; init; }

    /// <summary>
    /// <c>POST</c> forgets one token (RFC 7009). <c>DELETE</c> with the token as bearer ends the user's whole consent, so auth
    /// leaves it out while another workspace has the same account.
    /// </summary>
    public string RevokeMethod { get; init; } = "POST";

    /// <summary>Without any one of these, what was granted is of no use: the connection is refused, naming the missing ones.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Asked for as well; the connection works without them.</summary>
    public IReadOnlyList<string> OptionalScopes { get; init; } = [];

    /// <summary>Between the scopes of the authorization request.</summary>
    public string ScopeSeparator { get; init; } = " ";

    /// <summary><c>basic</c> (header) or <c>form</c>: how a confidential client names itself at the token endpoint.</summary>
    public string ClientAuthentication { get; init; } = "basic";

    /// <summary>False only for a platform that refuses the parameters; one that does not know them passes them over.</summary>
    public bool UsesPkce { get; init; } = true;

    /// <summary>What <c>iss</c> of the callback must say, where the platform sends it (RFC 9207).</summary>
    public string? Issuer { get; init; }

    /// <summary>Sent along with the authorization request, such as <c>access_type=offline</c>.</summary>
    public IReadOnlyDictionary<string, string> AuthorizeParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Sent along with every request to the token endpoint.</summary>
    public IReadOnlyDictionary<string, string> TokenParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Follows the code at once: the token that came for it is traded for a longer-lived one.</summary>
    public TokenTrade? Exchange { get; init; }

    /// <summary>
    /// How an access token renews itself on platforms without refresh tokens. Null is the refresh token grant, where the
    /// platform gave a refresh token, and no renewal where it gave none.
    /// </summary>
    public TokenTrade? Renewal { get; init; }
}

/// <summary>A call that trades an access token for another one.</summary>
public sealed record TokenTrade
{
    public required string Url { get; init; }

    /// <summary><c>GET</c> (parameters in the query) or <c>POST</c> (parameters as a form).</summary>
    public string Method { get; init; } = "GET";

    public required string GrantType { get; init; }

    /// <summary>The parameter that takes the token, such as <c>fb_exchange_token</c>.</summary>
    public required string TokenParameter { get; init; }

    /// <summary>Which of <c>client_id</c> and <c>client_secret</c> ride along.</summary>
    public IReadOnlyList<string> ClientParameters { get; init; } = [];
}
