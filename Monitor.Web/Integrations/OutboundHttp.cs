using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Integrations;

/// <summary>An address that the product must not call.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);

/// <summary>
/// The one client with which the product calls addresses that people typed. The name is resolved once, every address that it has is judged, and one of just
/// these is connected to: no spelling, no second answer of the name server and no redirect leads to anywhere else. No cookies, credentials or proxy; time and
/// headers are bounded, and the body of an answer is not read.
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    /// <summary>A slow name server holds up nobody who only writes an address down.</summary>
    private static readonly TimeSpan LookUp = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpClient _client;

    public OutboundHttp(IOptions<IntegrationsOptions> options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="options">Which private networks are allowed.</param>
    /// <param name="resolve">The addresses of a name.</param>
    internal OutboundHttp(IOptions<IntegrationsOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_allowed, _resolve) = (options.Value.Networks, resolve);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.FromSeconds(5),

            // Short: an address that changes hands is asked for anew.
            PooledConnectionLifetime = TimeSpan.FromSeconds(30),
            ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken),
        };
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10), DefaultRequestVersion = HttpVersion.Version11 };
    }

    /// <summary>Why a typed address cannot be called, as far as its text says.</summary>
    private string? Refuse(string text, out Uri? address)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            return "The address begins with https:// (or http://) and a host name.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "The address has no user name, password or # in it.";
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var literal) ? Refuse([literal]) : null;
    }

    /// <summary>
    /// Why an address that somebody writes down cannot be called; null: as far as can be said without calling it, it can. A name that leads inside now is refused at once, where it is to be
    /// called. One that leads nowhere yet is not: what is called is judged anew at each call.
    /// </summary>
    public async Task<string?> RefuseAsync(string text, bool isCalled, CancellationToken cancellationToken)
    {
        var refusal = Refuse(text, out var address);
        if (refusal is not null || !isCalled)
        {
            return refusal;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookUp);
        try
        {
            return Refuse(await AddressesAsync(address!.DnsSafeHost, limit.Token));
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The status line and headers of the answer; dispose of it without reading further. Throws <see cref="OutboundRefusedException"/>, or what HttpClient throws.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Refuse(request.RequestUri?.OriginalString ?? "", out _) is { } reason)
        {
            throw new OutboundRefusedException(reason);
        }

        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Words(string kind) => $"The address leads to {kind}, which the product does not call. Integrations:AllowedNetworks can allow it.";

    /// <summary>One of several that is refused refuses the name: else it would lead inside every other time.</summary>
    private string? Refuse(IEnumerable<IPAddress> addresses) =>
        addresses.Select(a => OutboundAddress.Refusal(a, _allowed)).FirstOrDefault(k => k is not null) is { } kind ? Words(kind) : null;

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);

    private async Task<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(target.Host, cancellationToken);
        if (Refuse(addresses) is { } refusal)
        {
            throw new OutboundRefusedException(refusal);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
