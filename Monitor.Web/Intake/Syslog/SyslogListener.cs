using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Intake.Syslog;

/// <summary>The sockets of syslog: those that a setting opens. A port that is taken stops the start with the setting's name.</summary>
internal sealed partial class SyslogListener(
    SyslogQueue queue, IOptions<SyslogOptions> options, IConfiguration configuration, DataFolder data, TimeProvider time, ILogger<SyslogListener> logger) : BackgroundService
{
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);
    private readonly Lock _counting = new();
    private readonly Dictionary<IPAddress, int> _open = [];
    private readonly List<Func<CancellationToken, Task>> _doors = [];
    private readonly SyslogOptions _options = options.Value;

    public IPEndPoint? Udp { get; private set; }

    public IPEndPoint? Tcp { get; private set; }

    public IPEndPoint? Tls { get; private set; }

    public int Connections { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Udp is { } udp)
        {
            var socket = Open(SocketType.Dgram, ProtocolType.Udp, udp, "Syslog__Udp");
            Udp = (IPEndPoint)socket.LocalEndPoint!;
            _doors.Add(token => DatagramsAsync(socket, token));
        }

        if (_options.Tcp is { } tcp)
        {
            var socket = Open(SocketType.Stream, ProtocolType.Tcp, tcp, "Syslog__Tcp");
            Tcp = (IPEndPoint)socket.LocalEndPoint!;
            _doors.Add(token => ConnectionsAsync(socket, null, token));
        }

        if (_options.Tls is { } tls)
        {
            var certificate = Certificate();
            var socket = Open(SocketType.Stream, ProtocolType.Tcp, tls, "Syslog__Tls");
            Tls = (IPEndPoint)socket.LocalEndPoint!;
            _doors.Add(token => ConnectionsAsync(socket, certificate, token));
        }

        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_doors.Select(d => d(stoppingToken)));

    private X509Certificate2 Certificate() =>
        _options.CertificateFile is { Length: > 0 } file
            ? ServerCertificate.Load(file, _options.CertificateKeyFile)
            : ServerCertificate.Obtain(configuration, data).Certificate!;

    private Socket Open(SocketType type, ProtocolType protocol, int port, string setting)
    {
        var address = _options.Address is { } text ? IPAddress.Parse(text) : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var socket = new Socket(address.AddressFamily, type, protocol);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            if (type == SocketType.Stream)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            }
            else
            {
                socket.ReceiveBufferSize = 4 << 20;
            }

            socket.Bind(new IPEndPoint(address, port));
            if (type == SocketType.Stream)
            {
                socket.Listen(128);
            }

            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw ConfigurationCheck.Wrong(setting, $"port {port} cannot be listened on ({refused.Message})");
        }
    }

    private async Task DatagramsAsync(Socket socket, CancellationToken stoppingToken)
    {
        using (socket)
        {
            var buffer = new byte[SyslogFramer.Most];
            var anybody = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, anybody, stoppingToken);
                    if (got.ReceivedBytes > 0)
                    {
                        queue.Offer(new ReceivedMessage(
                            SyslogHosts.Plain(((IPEndPoint)got.RemoteEndPoint).Address), buffer[..got.ReceivedBytes], IsCut: false, time.GetUtcNow()));
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (SocketException failure)
                {
                    LogSocket(logger, failure);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stoppingToken);
                }
            }
        }
    }

    private async Task ConnectionsAsync(Socket socket, X509Certificate2? certificate, CancellationToken stoppingToken)
    {
        var serving = new List<Task>();
        using (socket)
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var connection = await socket.AcceptAsync(stoppingToken);
                    var sender = SyslogHosts.Plain(((IPEndPoint)connection.RemoteEndPoint!).Address);
                    if (!TryEnter(sender))
                    {
                        connection.Dispose();
                        LogFull(logger, sender);
                        continue;
                    }

                    serving.RemoveAll(s => s.IsCompleted);
                    serving.Add(ServeAsync(connection, sender, certificate, stoppingToken));
                }
                catch (OperationCanceledException)
                {
                    break;
                }
                catch (SocketException failure)
                {
                    LogSocket(logger, failure);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stoppingToken);
                }
            }
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket connection, IPAddress sender, X509Certificate2? certificate, CancellationToken stoppingToken)
    {
        try
        {
            await using var plain = new NetworkStream(connection, ownsSocket: true);
            if (certificate is null)
            {
                await new SyslogConnection(queue, time).ReadAsync(sender, plain, stoppingToken);
                return;
            }

            await using var secure = new SslStream(plain);
            using (var late = new CancellationTokenSource(Handshake, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stoppingToken))
            {
                var how = new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
                await secure.AuthenticateAsServerAsync(how, either.Token);
            }

            await new SyslogConnection(queue, time).ReadAsync(sender, secure, stoppingToken);
        }
        catch (Exception end) when (end is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // Hung up, was too slow, or speaks something else: that is its end, and the next one is not touched by it.
            LogEnd(logger, sender, end.Message);
        }
        catch (Exception failure)
        {
            LogDefect(logger, sender, failure);
        }
        finally
        {
            Leave(sender);
        }
    }

    private bool TryEnter(IPAddress sender)
    {
        lock (_counting)
        {
            var own = _open.GetValueOrDefault(sender);
            if (Connections >= _options.MaxConnections || own >= _options.MaxConnections / 4)
            {
                return false;
            }

            _open[sender] = own + 1;
            Connections++;
            return true;
        }
    }

    private void Leave(IPAddress sender)
    {
        lock (_counting)
        {
            Connections--;
            if (--_open[sender] == 0)
            {
                _open.Remove(sender);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A socket of syslog failed and is tried again.")]
    private static partial void LogSocket(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection for syslog from {Sender} was closed at once: there are as many as may be (Syslog:MaxConnections).")]
    private static partial void LogFull(ILogger logger, IPAddress sender);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection for syslog from {Sender} ended: {Reason}")]
    private static partial void LogEnd(ILogger logger, IPAddress sender, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A connection for syslog from {Sender} failed.")]
    private static partial void LogDefect(ILogger logger, IPAddress sender, Exception failure);
}
