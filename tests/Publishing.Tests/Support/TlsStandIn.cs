using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContentMultiplier.Publishing.Tests.Support;

/// <summary>Somebody in the place of a platform, with a certificate that no authority has signed.</summary>
internal sealed class TlsStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;
    private long _heard;

    /// <param name="name">Whose certificate it is.</param>
    /// <param name="fromDays">From when on it holds, in days from now.</param>
    /// <param name="toDays">Until when.</param>
    public TlsStandIn(string name, int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));

        // The server's side needs a key that was imported.
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>How many bytes somebody said to it in confidence.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Stop();
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await ListenAsync(caller);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ListenAsync(TcpClient caller)
    {
        await using var stream = new SslStream(caller.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, _stopping.Token) is > 0 and var count)
            {
                Interlocked.Add(ref _heard, count);
            }
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // The caller did not trust it.
        }
    }
}
