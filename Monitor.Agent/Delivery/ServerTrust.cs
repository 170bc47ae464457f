using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monitor.Agent.Delivery;

/// <summary>
/// How the agent makes sure that it speaks to its server: TLS 1.3, and either exactly the certificate whose SHA-256 the enrolment token carried or,
/// without one, a certificate that the system trusts for this name. There is no switch that turns this off.
/// </summary>
internal sealed class ServerTrust(string? pin)
{
    private volatile string? _complaint;

    /// <summary>Why the last certificate was refused; null when it was not.</summary>
    public string? Complaint => _complaint;

    public SocketsHttpHandler CreateHandler(Uri server) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !server.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Not the second that .NET waits: a busy server would get the body that it is about to refuse, and the refusal would be lost with the connection.
        Expect100ContinueTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = 2,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors),
        },
    };

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        _complaint = Complain(certificate, errors);
        return _complaint is null;
    }

    private string? Complain(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "The server showed no certificate";
        }

        if (pin is null)
        {
            return errors == SslPolicyErrors.None
                ? null
                : $"The server's certificate is not trusted ({errors}): enrol with a token from the server's Add host page, which carries the certificate's fingerprint, or install a certificate for this name";
        }

        var shown = Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));
        return shown == pin
            ? null
            : $"The server's certificate is not the one this agent was enrolled with (expected {pin[..12]}…, got {shown[..12]}…): if it was replaced, enrol again with a new token";
    }
}
