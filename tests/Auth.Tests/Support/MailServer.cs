using ContentMultiplier.Sandbox;
using ContentMultiplier.Sandbox.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContentMultiplier.Auth.Tests.Support;

/// <summary>The sandbox's mail server, which can be away and come back at the same address.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Mailbox _mailbox = new(TimeProvider.System);
    private SmtpServer? _server;

    public int Port { get; private set; }

    public async Task StartAsync()
    {
        _server = new SmtpServer(new SandboxOptions { SmtpPort = Port }, _mailbox, NullLogger<SmtpServer>.Instance);
        await _server.StartAsync(CancellationToken.None);
        Port = _server.Port;
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            _server.Dispose();
        }
    }

    public IReadOnlyList<ReceivedMail> To(string address) => _mailbox.Read(address);

    public async ValueTask DisposeAsync() => await StopAsync();
}
