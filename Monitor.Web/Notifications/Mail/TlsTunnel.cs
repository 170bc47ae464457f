using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Monitor.Web.Notifications.Mail;

/// <summary>
/// A connection to a mail server that speaks TLS from the first byte (RFC 8314, port 465), which SmtpClient does not: it is offered to it on a port of its own of this machine's
/// loopback, for one conversation. Where another program is faster there, it gets a connection that it could have made itself, and the mail is tried again.
/// </summary>
internal sealed class TlsTunnel : IAsyncDisposable
{
    private readonly TcpClient _far;
    private readonly SslStream _secure;
    private readonly TcpListener _near = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _carrying;

    private TlsTunnel(TcpClient far, SslStream secure)
    {
        (_far, _secure) = (far, secure);
        _near.Start(1);
        _carrying = CarryAsync();
    }

    /// <summary>Where the server is to be found until this is disposed of.</summary>
    public IPEndPoint Address => (IPEndPoint)_near.LocalEndpoint;

    /// <summary>The server's certificate is checked as ever, and against <see cref="MailTrust"/>.</summary>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="IOException">It does not speak TLS.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">It is not who it should be.</exception>
    public static async Task<TlsTunnel> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var far = new TcpClient();
        try
        {
            await far.ConnectAsync(host, port, cancellationToken);
            var secure = new SslStream(far.GetStream());
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = MailTrust.Callback }, cancellationToken);
            return new TlsTunnel(far, secure);
        }
        catch
        {
            far.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _near.Dispose();
        _far.Dispose();
        await _carrying;
        await _secure.DisposeAsync();
        _ended.Dispose();
    }

    private async Task CarryAsync()
    {
        try
        {
            using var client = await _near.AcceptTcpClientAsync(_ended.Token);
            _near.Stop();
            var near = client.GetStream();
            Task[] ways = [near.CopyToAsync(_secure, _ended.Token), _secure.CopyToAsync(near, _ended.Token)];

            // Whoever of the two ends it ends it for both.
            await Task.WhenAny(ways);
            client.Close();
            _far.Close();
            await Task.WhenAll(ways);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
        {
            // What it means is told by SmtpClient, which sees its connection end.
        }
    }
}
