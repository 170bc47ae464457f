using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monitor.Web.Hosting;

/// <summary>The certificate of `--listen`: the one that Server:CertificateFile names, else a self-signed one that is made once and kept with the data.</summary>
public sealed class ServerCertificate
{
    private ServerCertificate(X509Certificate2? certificate) => Certificate = certificate;

    public static ServerCertificate None { get; } = new(null);

    public X509Certificate2? Certificate { get; }

    /// <summary>SHA-256 of the certificate in lower-case hexadecimal: what an enrolment token carries and an agent pins. Null where HTTPS is not served.</summary>
    public string? Pin => Certificate is null ? null : Convert.ToHexStringLower(SHA256.HashData(Certificate.RawData));

    internal static ServerCertificate Obtain(IConfiguration configuration, DataFolder data)
    {
        var file = configuration["Server:CertificateFile"];
        try
        {
            if (!string.IsNullOrWhiteSpace(file))
            {
                return new ServerCertificate(Load(file, configuration["Server:CertificateKeyFile"]));
            }

            var own = data.In("server.pem");
            if (!File.Exists(own))
            {
                SecretFile.Write(own, Create());
            }

            return new ServerCertificate(Load(own, null));
        }
        catch (CryptographicException e)
        {
            throw ConfigurationCheck.Wrong("Server__CertificateFile", $"the certificate cannot be read ({e.Message})");
        }
    }

    internal static X509Certificate2 Load(string file, string? keyFile) =>
        Path.GetExtension(file) is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(file, null)
            : X509Certificate2.CreateFromPemFile(file, keyFile ?? file);

    private static string Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Monitor", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        foreach (var address in Listening.LocalAddresses())
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
