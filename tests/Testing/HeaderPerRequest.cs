namespace ContentMultiplier.Testing;

/// <summary>
/// Gives every request its own value of a header. A ticket between services lives a minute, which a client with one ticket may outlive on a slow machine.
/// </summary>
public sealed class HeaderPerRequest(string name, Func<string> value) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add(name, value());
        return base.SendAsync(request, cancellationToken);
    }
}
