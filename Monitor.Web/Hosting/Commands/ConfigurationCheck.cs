using System.Net;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Refuses to start with a secret that is missing, short or copied from an example, or with a server setting that cannot work. Every message names the key.</summary>
internal static class ConfigurationCheck
{
    private const int PasswordLength = 12;
    private static readonly string[] Samples = ["changeme", "change-me", "change_me", "password", "passw0rd", "secret", "example", "placeholder", "your", "todo", "12345", "admin", "<", "xxxx"];

    public static void Run(IConfiguration configuration)
    {
        if (configuration["MONITOR_ADMIN_PASSWORD"] is { } password)
        {
            Secret("MONITOR_ADMIN_PASSWORD", password);
        }

        Connection(configuration, "Monitor");
        Connection(configuration, "MonitorOwner");
        if (configuration["Server:PublicUrl"] is { Length: > 0 } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            throw Wrong("Server__PublicUrl", $"`{url}` is not an address such as https://monitor.example.org");
        }

        if (configuration["Server:Listen"] is { Length: > 0 } listen && !IPAddress.TryParse(listen, out _))
        {
            throw Wrong("Server__Listen", $"`{listen}` is not an IP address, such as 0.0.0.0");
        }

        if (configuration["Server:CertificateFile"] is { Length: > 0 } file && !File.Exists(file))
        {
            throw Wrong("Server__CertificateFile", $"{file} does not exist");
        }

        _ = TrustedProxies.Read(configuration);
    }

    public static StartupException Wrong(string key, string what) => new($"the setting {key} is wrong: {what}.", "wrong setting");

    private static void Secret(string key, string value)
    {
        if (value.Length < PasswordLength)
        {
            throw Wrong(key, $"it must have at least {PasswordLength} characters");
        }

        if (Samples.Any(s => value.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
        {
            throw Wrong(key, "it looks like a sample; choose a password of your own");
        }
    }

    private static void Connection(IConfiguration configuration, string name)
    {
        var key = "ConnectionStrings__" + name;
        if (configuration.GetConnectionString(name) is not { Length: > 0 } text)
        {
            return;
        }

        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException e)
        {
            throw Wrong(key, e.Message);
        }

        var hosts = (connection.Host ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (hosts.Length == 0)
        {
            throw Wrong(key, "it names no Host");
        }

        var near = hosts.All(h => h.StartsWith('/') || h is "localhost" || (IPAddress.TryParse(h, out var ip) && IPAddress.IsLoopback(ip)));
        if (connection.Password is { Length: > 0 } password)
        {
            if (!near)
            {
                Secret(key, password);
            }
        }
        else if (!near && connection.Passfile is null && connection.SslCertificate is null)
        {
            throw Wrong(key, "it has no Password, Passfile or SSL Certificate");
        }

        if (!near && connection.SslMode != SslMode.VerifyFull && !configuration.GetValue<bool>("Database:AllowUnverifiedConnection"))
        {
            throw Wrong(key, "beyond this machine it needs `SSL Mode=VerifyFull` (or, in a network of your own, Database__AllowUnverifiedConnection=true)");
        }
    }
}
