using System.Security.Cryptography;
using Monitor.Web.Hosting;

namespace Monitor.Web.Metrics;

/// <summary>The one line that installs an agent, ready to be copied into a shell.</summary>
public sealed class InstallCommand(ServerAddress address, ServerCertificate certificate)
{
    /// <summary>
    /// With HTTPS of our own the certificate may be self-signed: curl is told not to ask the usual authorities and to accept this public key and no other,
    /// and the agent pins the certificate that the token names after its point.
    /// </summary>
    public string For(string token, string ownAddress)
    {
        var server = Server(ownAddress);
        var isPinned = certificate.Certificate is not null && server.StartsWith("https:", StringComparison.Ordinal);
        var download = isPinned ? $"--insecure --pinnedpubkey {Quote(KeyPin)} " : "";
        var keyPin = isPinned ? $" --key-pin {Quote(KeyPin)}" : "";
        var code = isPinned ? $"{token}.{certificate.Pin}" : token;
        return $"curl -fsSL {download}{Quote(server + "/install.sh")} | sh -s -- --server {Quote(server)} --token {Quote(code)}{keyPin}";
    }

    /// <summary>Server:PublicUrl, else the address at which the page itself was opened.</summary>
    public string Server(string ownAddress) => (address.Public ?? ownAddress).TrimEnd('/');

    /// <summary>True when no other machine can reach the server there.</summary>
    public bool IsOnlyHere(string ownAddress) => new Uri(Server(ownAddress)).IsLoopback;

    private string KeyPin => "sha256//" + Convert.ToBase64String(SHA256.HashData(certificate.Certificate!.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>One word of a POSIX shell, whatever is in it.</summary>
    internal static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
