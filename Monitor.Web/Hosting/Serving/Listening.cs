using System.Net;
using System.Net.NetworkInformation;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Monitor.Web.Hosting;

/// <summary>Where the server listens, under which names, and how much one peer may ask of it. Loopback only, until it is told otherwise.</summary>
internal static class Listening
{
    public static void Configure(WebApplicationBuilder builder, int port, DataFolder data)
    {
        var listen = builder.Configuration["Server:Listen"];
        builder.WebHost.ConfigureKestrel(Limit);
        builder.WebHost.UseSockets(Carry);
        if (string.IsNullOrWhiteSpace(listen))
        {
            var addresses = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? $"http://127.0.0.1:{port}";
            builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, addresses);
            if (IsPlain(addresses, builder.Configuration))
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => Open(endpoint, isEncrypted: false)));
            }

            builder.Services.AddSingleton(ServerCertificate.None);
        }
        else
        {
            var certificate = ServerCertificate.Obtain(builder.Configuration, data);
            builder.Services.AddSingleton(certificate);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                foreach (var address in Addresses(IPAddress.Parse(listen)))
                {
                    kestrel.Listen(address, port, endpoint =>
                    {
                        endpoint.UseHttps(certificate.Certificate!, https => https.SslProtocols = SslProtocols.Tls13);
                        Open(endpoint, isEncrypted: true);
                    });
                }
            });
        }

        AllowHosts(builder.Configuration, listen);
    }

    /// <summary>Whether nothing is encrypted: what is said of all endpoints comes before an encryption that is set up elsewhere, and would see its bytes.</summary>
    private static bool IsPlain(string addresses, IConfiguration configuration) =>
        !configuration.GetSection("Kestrel:Endpoints").Exists()
        && addresses.Split(';').All(a => a.Trim().StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    private static void Open(ListenOptions endpoint, bool isEncrypted) =>
        endpoint.Use(next =>
        {
            var door = endpoint.ApplicationServices.GetRequiredService<ConnectionDoor>();
            return connection => door(connection, isEncrypted, next);
        });

    /// <summary>The machine's own agent comes over loopback, also where one other address is served.</summary>
    private static IPAddress[] Addresses(IPAddress listen) =>
        IPAddress.IsLoopback(listen) || listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any) ? [listen] : [listen, IPAddress.Loopback];

    /// <summary>
    /// A thousand agents post small batches: a buffer of 4 KB for each connection saves two system calls a post, and to go on where the socket's data arrived
    /// saves two changes of thread. That is a thread of the pool in any case, so that a request which blocks holds up nobody else.
    /// </summary>
    private static void Carry(SocketTransportOptions sockets)
    {
        sockets.WaitForDataBeforeAllocatingBuffer = false;
        sockets.UnsafePreferInlineScheduling = true;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = 4_000;
        limits.MaxConcurrentUpgradedConnections = 1_000;
        // Above the 1 MiB of a batch, so that Intake itself can say what is wrong; uploads raise it for their own endpoint.
        limits.MaxRequestBodySize = 2 * 1024 * 1024;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        limits.Http2.MaxStreamsPerConnection = 100;
    }

    /// <summary>A request under any other name is refused: links and cookies must not follow a forged Host header.</summary>
    private static void AllowHosts(IConfigurationManager configuration, string? listen)
    {
        if (configuration["AllowedHosts"] is { Length: > 0 } chosen && chosen != "*")
        {
            return;
        }

        var names = new List<string> { "localhost", "127.0.0.1", "[::1]" };
        if (Uri.TryCreate(configuration["Server:PublicUrl"], UriKind.Absolute, out var url))
        {
            names.Add(url.Host);
        }

        if (!string.IsNullOrWhiteSpace(listen))
        {
            names.Add(Environment.MachineName);
            names.AddRange(LocalAddresses().Select(a => a.Contains(':') ? $"[{a}]" : a));
        }

        configuration.AddInMemoryCollection([new("AllowedHosts", string.Join(';', names.Distinct()))]);
    }

    public static IEnumerable<string> LocalAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => new IPAddress(a.Address.GetAddressBytes()).ToString());
}
