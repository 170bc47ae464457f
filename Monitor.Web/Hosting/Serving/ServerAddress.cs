using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Monitor.Web.Hosting;

/// <summary>How others reach this server. Links in messages come from the setting, never from a request.</summary>
public sealed class ServerAddress(IServer server, IConfiguration configuration)
{
    /// <summary>Server:PublicUrl without a trailing slash, or null.</summary>
    public string? Public => configuration["Server:PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : null;

    /// <summary>Where a program on this machine reaches the server; null before it listens.</summary>
    public Uri? Local
    {
        get
        {
            var first = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            if (first is null)
            {
                return null;
            }

            var address = BindingAddress.Parse(first);
            var host = address.Host is "0.0.0.0" or "[::]" or "+" or "*" or "localhost" ? "127.0.0.1" : address.Host;
            return new UriBuilder(address.Scheme, host, address.Port).Uri;
        }
    }
}
