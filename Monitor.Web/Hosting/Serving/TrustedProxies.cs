using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Monitor.Web.Hosting;

/// <summary>Forwarded headers count only when they come from an address listed in Server:TrustedProxies, separated by commas (10.0.0.1, 10.1.0.0/16).</summary>
internal static class TrustedProxies
{
    public static IReadOnlyList<System.Net.IPNetwork> Read(IConfiguration configuration)
    {
        var networks = new List<System.Net.IPNetwork>();
        foreach (var text in (configuration["Server:TrustedProxies"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (System.Net.IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                throw ConfigurationCheck.Wrong("Server__TrustedProxies", $"`{text}` is neither an address nor a network such as 10.1.0.0/16");
            }
        }

        return networks;
    }

    public static void Use(WebApplication app)
    {
        if (Options(app) is { } options)
        {
            app.UseForwardedHeaders(options);
        }
    }

    /// <summary>For an endpoint that is answered before the pipeline; without a listed proxy it stays as it is.</summary>
    public static RequestDelegate Around(WebApplication app, RequestDelegate endpoint) =>
        Options(app) is { } options
            ? new ForwardedHeadersMiddleware(endpoint, app.Services.GetRequiredService<ILoggerFactory>(), Microsoft.Extensions.Options.Options.Create(options)).Invoke
            : endpoint;

    private static ForwardedHeadersOptions? Options(WebApplication app)
    {
        var networks = Read(app.Configuration);
        if (networks.Count == 0)
        {
            return null;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 4 };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }
}
