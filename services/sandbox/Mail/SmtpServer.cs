using System.Net;
using System.Net.Sockets;

namespace ContentMultiplier.Sandbox.Mail;

/// <summary>A mail server that delivers everything to one mailbox here, and nothing anywhere else.</summary>
internal sealed partial class SmtpServer(SandboxOptions options, Mailbox mailbox, ILogger<SmtpServer> logger) : BackgroundService
{
    private TcpListener? listener;

    /// <summary>Where it listens; 0 when it does not.</summary>
    public int Port => (listener?.LocalEndpoint as IPEndPoint)?.Port ?? 0;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.SmtpPort is { } port)
        {
            listener = new TcpListener(options.AllowNonLoopback ? IPAddress.Any : IPAddress.Loopback, port);
            listener.Start();
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (listener is null)
        {
            return;
        }

        try
        {
            while (true)
            {
                _ = TalkAsync(await listener.AcceptTcpClientAsync(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            listener.Stop();
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken stopping)
    {
        using (client)
        {
            try
            {
                await new SmtpConversation(client.GetStream(), mailbox).RunAsync(stopping);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                LogGone(gone.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A mail client left without a word: {Reason}")]
    private partial void LogGone(string reason);
}
